# %% wrong: a grid of height
def equal_pixels(kernel, factor):
    return kernel.repeat(factor * factor, 1, 1, 1)

# %% wrong: returns shape
def equal_pixels(kernel, factor):
    return kernel.repeat_interleave(factor, dim=0)

# %% wrong: returns shape
def equal_pixels(kernel, factor):
    return kernel.repeat_interleave(factor * factor, dim=1)

# %% wrong: a constant image has values wrong by
def equal_pixels(kernel, factor):
    return kernel.repeat_interleave(factor * factor, dim=0) / factor**2

# %% wrong: a grid of height
def equal_pixels(kernel, factor):
    group = kernel.repeat_interleave(factor, dim=0)
    return group.repeat(factor, 1, 1, 1)

# %% wrong: a constant image has values wrong by
def equal_pixels(kernel, factor):
    mean = kernel.mean(0, keepdim=True)
    return mean.repeat(len(kernel) * factor * factor, 1, 1, 1)

# %% wrong: a constant image has values wrong by
def equal_pixels(kernel, factor):
    return torch.zeros(len(kernel) * factor**2, *kernel.shape[1:])

# %% wrong: a grid of height
def equal_pixels(kernel, factor):
    weights = torch.empty(len(kernel) * factor**2, *kernel.shape[1:])
    bound = kernel[0].numel() ** -0.5
    return weights.uniform_(
        -bound, bound, generator=Generator().manual_seed(0))

# %% wrong: a constant image has values wrong by
def equal_pixels(kernel, factor):
    weights = kernel.repeat_interleave(factor * factor, dim=0)
    return weights.flip(0)

# %% right: written out
def equal_pixels(kernel, factor):
    group = factor**2
    weights = kernel.new_empty(len(kernel) * group, *kernel.shape[1:])
    for colour, one in enumerate(kernel):
        weights[colour * group:(colour + 1) * group] = one
    return weights

# %% right: expand and reshape
def equal_pixels(kernel, factor):
    many = kernel[:, None].expand(-1, factor**2, -1, -1, -1)
    return many.reshape(-1, *kernel.shape[1:])

# %% right: by index
def equal_pixels(kernel, factor):
    number = torch.arange(len(kernel) * factor**2)
    return kernel[number // factor**2]
