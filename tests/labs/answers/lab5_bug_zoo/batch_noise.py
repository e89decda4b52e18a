# %% wrong: two images move together
def batch_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape[1:], generator=generator)
    return clean + noise.to(clean) * sigma

# %% wrong: two channels move together
def batch_noise(clean, sigma, generator):
    n, _, height, width = clean.shape
    noise = torch.randn(n, 1, height, width, generator=generator)
    return clean + sigma * noise

# %% wrong: two channels move together
def batch_noise(clean, sigma, generator):
    noise = torch.randn(len(clean), 1, 1, 1, generator=generator)
    return clean + sigma * noise

# %% wrong: two images move together
def batch_noise(clean, sigma, generator):
    noise = torch.randn(1, *clean.shape[1:], generator=generator)
    return clean + sigma * noise.expand(clean.shape)

# %% wrong: changes its input in place
def batch_noise(clean, sigma, generator):
    clean += sigma * torch.randn(clean.shape, generator=generator)
    return clean

# %% wrong: two results for two generators of one seed
def batch_noise(clean, sigma, generator):
    return clean + sigma * torch.randn_like(clean)

# %% wrong: global generator
def batch_noise(clean, sigma, generator):
    torch.manual_seed(generator.initial_seed())
    return clean + sigma * torch.randn(clean.shape)

# %% wrong: whatever the generator is
def batch_noise(clean, sigma, generator):
    generator = Generator().manual_seed(0)
    return clean + sigma * torch.randn(clean.shape, generator=generator)

# %% wrong: has standard deviation
def batch_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma**2 * noise

# %% wrong: has mean
def batch_noise(clean, sigma, generator):
    noise = torch.rand(clean.shape, generator=generator)
    return clean + sigma * 12**0.5 * noise

# %% wrong: returns torch.float64
def batch_noise(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator, dtype=torch.float64)
    return clean + sigma * noise

# %% right: image by image
def batch_noise(clean, sigma, generator):
    return torch.stack([
        image + sigma * torch.randn(image.shape, generator=generator)
        for image in clean])

# %% right: torch.normal
def batch_noise(clean, sigma, generator):
    return torch.normal(clean, sigma, generator=generator)

# %% right: in float64 and back
def batch_noise(clean, sigma, generator):
    noise = torch.empty(clean.shape, dtype=torch.float64)
    noise.normal_(0, sigma, generator=generator)
    return (clean.double() + noise).to(clean.dtype)

# %% right: a helper in another cell
def standard_noise(like, generator):
    return torch.randn(like.size(), generator=generator, dtype=like.dtype)
# %% cell
def batch_noise(clean, sigma, generator):
    return clean + sigma * standard_noise(clean, generator)
