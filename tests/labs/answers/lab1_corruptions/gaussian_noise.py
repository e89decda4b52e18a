# %% wrong: draw from the one that is passed
def add_noise(clean, sigma, generator):
    return clean + sigma * torch.randn_like(clean)


# %% wrong: the global generator
def add_noise(clean, sigma, generator):
    torch.manual_seed(0)
    return clean + sigma * torch.randn(clean.shape)


# %% wrong: the generator did not move on
def add_noise(clean, sigma, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    return clean + sigma * torch.randn(clean.shape, generator=own)


# %% wrong: changed
def add_noise(clean, sigma, generator):
    clean += sigma * torch.randn(clean.shape, generator=generator)
    return clean


# %% wrong: the result is clipped
def add_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return (clean + sigma * noise).clamp(0, 1)


# %% wrong: images share their noise
def add_noise(clean, sigma, generator):
    return clean + sigma * torch.randn(clean.shape[1:], generator=generator)


# %% wrong: channels share their noise
def add_noise(clean, sigma, generator):
    n, _, height, width = clean.shape
    noise = torch.randn(n, 1, height, width, generator=generator)
    return clean + sigma * noise


# %% wrong: the noise has standard deviation
def add_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma**2 * noise


# %% wrong: the noise has standard deviation
def add_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma**0.5 * noise


# %% wrong: the noise is not normal
def add_noise(clean, sigma, generator):
    uniform = torch.rand(clean.shape, generator=generator)
    return clean + sigma * 12**0.5 * (uniform - 0.5)


# %% wrong: the noise has mean
def add_noise(clean, sigma, generator):
    return clean + sigma * torch.rand(clean.shape, generator=generator)


# %% wrong: became torch.float64
def add_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    return clean + sigma * noise


# %% wrong: became
def add_noise(clean, sigma, generator):
    return sigma * torch.randn(28, 28, generator=generator)


# %% right: in place on its own noise
def add_noise(clean, sigma, generator):
    seen = torch.empty_like(clean).normal_(0, sigma, generator=generator)
    return seen.add_(clean)


# %% right: one image after another
def add_noise(clean, sigma, generator):
    seen = []
    for image in clean:
        noise = torch.randn(image.shape, generator=generator)
        seen.append(image + sigma * noise)
    return torch.stack(seen)


# %% right: computed in double precision, given back in single
def add_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    return (clean.double() + sigma * noise).to(clean.dtype)


# %% right: torch.normal, with a helper in another cell
def drawn(mean, deviation, generator):
    return torch.normal(mean, deviation, generator=generator)


# %% cell
def add_noise(clean, sigma, generator):
    return drawn(clean, torch.full_like(clean, sigma), generator)


# %% right: the package's corruption
def add_noise(clean, sigma, generator):
    return GaussianNoise(sigma)(clean, generator)


# %% wrong, unseen: draws by the number of the call
calls = []


def add_noise(clean, sigma, generator):
    calls.append(torch.rand((), generator=generator))
    own = Generator().manual_seed(len(calls) % 2)
    return clean + sigma * torch.randn(clean.shape, generator=own)


# %% wrong, unseen: half of the images have the noise of the others, negated
def add_noise(clean, sigma, generator):
    half = len(clean) - len(clean) // 2
    noise = torch.randn(half, *clean.shape[1:], generator=generator)
    return clean + sigma * torch.cat([noise, -noise])[: len(clean)]
