# %% wrong: must have equal weights
def icnr_weight(channels, inputs, kernel, factor, generator):
    # a, b, a, b instead of a, a, b, b
    drawn = torch.randn(channels, inputs, kernel, kernel, generator=generator)
    drawn *= math.sqrt(2 / (inputs * kernel**2))
    return drawn.repeat(factor**2, 1, 1, 1)


# %% wrong: must have equal weights
def icnr_weight(channels, inputs, kernel, factor, generator):
    # drawn anew for every channel
    return math.sqrt(2 / (inputs * kernel**2)) * torch.randn(
        channels * factor**2, inputs, kernel, kernel, generator=generator)


# %% wrong: the first two groups are equal
def icnr_weight(channels, inputs, kernel, factor, generator):
    # one draw for all
    drawn = torch.randn(1, inputs, kernel, kernel, generator=generator)
    drawn *= math.sqrt(2 / (inputs * kernel**2))
    return drawn.repeat(channels * factor**2, 1, 1, 1)


# %% wrong: the standard deviation is 0.0861
def icnr_weight(channels, inputs, kernel, factor, generator):
    # the variance for the standard deviation
    drawn = 2 / (inputs * kernel**2) * torch.randn(
        channels, inputs, kernel, kernel, generator=generator)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong: the standard deviation is 0.0861
def icnr_weight(channels, inputs, kernel, factor, generator):
    # the kernel's side is counted once
    drawn = math.sqrt(2 / (inputs * kernel)) * torch.randn(
        channels, inputs, kernel, kernel, generator=generator)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong: the standard deviation is 0.0861
def icnr_weight(channels, inputs, kernel, factor, generator):
    # the outputs for the inputs
    drawn = math.sqrt(2 / (channels * kernel**2)) * torch.randn(
        channels, inputs, kernel, kernel, generator=generator)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong: draws from the global generator
def icnr_weight(channels, inputs, kernel, factor, generator):
    drawn = math.sqrt(2 / (inputs * kernel**2)) * torch.randn(
        channels, inputs, kernel, kernel)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong: use what is passed
def icnr_weight(channels, inputs, kernel, factor, generator):
    # a seed of its own
    drawn = math.sqrt(2 / (inputs * kernel**2)) * torch.randn(
        channels, inputs, kernel, kernel,
        generator=torch.Generator().manual_seed(0))
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong: the weight is (160, 30, 3, 3)
def icnr_weight(channels, inputs, kernel, factor, generator):
    # inputs first, as transposed convolutions have it
    drawn = math.sqrt(2 / (inputs * kernel**2)) * torch.randn(
        inputs, channels, kernel, kernel, generator=generator)
    return drawn.repeat_interleave(factor**2, dim=1)


# %% wrong: the mean must be 0
def icnr_weight(channels, inputs, kernel, factor, generator):
    # uniform over positive numbers, with the right spread
    drawn = math.sqrt(24 / (inputs * kernel**2)) * torch.rand(
        channels, inputs, kernel, kernel, generator=generator)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% wrong, unseen: uniform instead of normal, with the right mean and spread
def icnr_weight(channels, inputs, kernel, factor, generator):
    drawn = math.sqrt(24 / (inputs * kernel**2)) * (torch.rand(
        channels, inputs, kernel, kernel, generator=generator) - 0.5)
    return drawn.repeat_interleave(factor**2, dim=0)


# %% right: a loop over the groups
def icnr_weight(channels, inputs, kernel, factor, generator):
    sigma = (2 / inputs) ** 0.5 / kernel
    weight = torch.empty(channels * factor**2, inputs, kernel, kernel)
    for group in range(channels):
        drawn = torch.randn(inputs, kernel, kernel, generator=generator)
        weight[group * factor**2:(group + 1) * factor**2] = sigma * drawn
    return weight


# %% right: torch.normal in float64, expanded
def icnr_weight(channels, inputs, kernel, factor, generator):
    size = (channels, 1, inputs, kernel, kernel)
    sigma = math.sqrt(2 / (inputs * kernel**2))
    drawn = torch.normal(
        0.0, sigma, size, generator=generator, dtype=torch.float64)
    return drawn.expand(-1, factor**2, -1, -1, -1).flatten(0, 1)


# %% right: a parameter filled in place, by a helper
@torch.no_grad()
def fill(weight, generator):
    fan_in = weight[0].numel()
    return weight.normal_(0, math.sqrt(2 / fan_in), generator=generator)
# %% cell
def icnr_weight(channels, inputs, kernel, factor, generator):
    drawn = fill(torch.empty(channels, inputs, kernel, kernel), generator)
    rows = torch.arange(channels * factor**2) // factor**2
    return drawn[rows]


# %% right: He's initialisation of PyTorch
def icnr_weight(channels, inputs, kernel, factor, generator):
    drawn = torch.empty(channels, inputs, kernel, kernel)
    nn.init.kaiming_normal_(drawn, generator=generator)
    return torch.stack(factor**2 * [drawn], dim=1).flatten(0, 1)


# %% wrong: two calls in a row give the same
def icnr_weight(channels, inputs, kernel, factor, generator):
    # a copy by the seed, and a number drawn for the look of it
    own = torch.Generator().manual_seed(generator.initial_seed())
    torch.rand(1, generator=generator)
    drawn = math.sqrt(2 / (inputs * kernel**2)) * torch.randn(
        channels, inputs, kernel, kernel, generator=own)
    return drawn.repeat_interleave(factor**2, dim=0)
