# %% wrong: two results for two generators of one seed
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for _ in range(steps):
        noise = torch.randn_like(x)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: global generator
def langevin_walk(denoise, start, sigma, steps, generator):
    torch.manual_seed(generator.initial_seed())
    x = start.clone()
    for _ in range(steps):
        noise = torch.randn_like(x)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: is the noise fresh at every step
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    noise = torch.randn(x.shape, generator=generator)
    for _ in range(steps):
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: the generator did not move on
def langevin_walk(denoise, start, sigma, steps, generator):
    seed = generator.initial_seed()
    x = start.clone()
    for _ in range(steps):
        generator = Generator().manual_seed(seed)
        noise = torch.randn(x.shape, generator=generator)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: changes start in place
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start
    for _ in range(steps):
        noise = torch.randn(x.shape, generator=generator)
        x += (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: whatever the generator is
def langevin_walk(denoise, start, sigma, steps, generator):
    own = Generator().manual_seed(0)
    x = start.clone()
    for _ in range(steps):
        noise = torch.randn(x.shape, generator=own)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: both components of a walker move together
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for _ in range(steps):
        noise = torch.randn(len(x), 1, generator=generator)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: the mean is
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for _ in range(steps - 3):
        noise = torch.randn(x.shape, generator=generator)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong: the standard deviation is
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for _ in range(steps):
        noise = torch.rand(x.shape, generator=generator) - 0.5
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% wrong, unseen: too few steps by one, which the visible tolerance allows
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for _ in range(steps - 1):
        noise = torch.randn(x.shape, generator=generator)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x

# %% right: all noise at once
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.clone()
    for noise in torch.randn(steps, *start.shape, generator=generator):
        x = 7 / 8 * x + denoise(x) / 8 + sigma / 2 * noise
    return x

# %% right: fills an empty tensor
def langevin_walk(denoise, start, sigma, steps, generator):
    x, noise = start.clone(), torch.empty_like(start)
    for _ in range(steps):
        noise.normal_(std=sigma / 2, generator=generator)
        x += (denoise(x) - x) / 8 + noise
    return x

# %% right: in float64 and back, a step in another cell
def step(x, denoise, sigma, generator):
    arrow = denoise(x.float()).double() - x
    noise = torch.randn(x.shape, generator=generator, dtype=torch.float64)
    return x + arrow / 8 + sigma / 2 * noise
# %% cell
def langevin_walk(denoise, start, sigma, steps, generator):
    x = start.double()
    for _ in range(steps):
        x = step(x, denoise, sigma, generator)
    return x.to(start.dtype)


# %% wrong, unseen: the steps after the first one draw from a copy, by the seed
def langevin_walk(denoise, start, sigma, steps, generator):
    x, own = start.clone(), Generator().manual_seed(generator.initial_seed() + 1)
    for step in range(steps):
        dice = own if step else generator
        noise = torch.randn(x.shape, generator=dice)
        x = x + (denoise(x) - x) / 8 + sigma / 2 * noise
    return x
