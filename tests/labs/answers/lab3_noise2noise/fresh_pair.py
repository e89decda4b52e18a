# %% wrong: are one draw
def fresh_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma * noise, clean + sigma * noise
# %% wrong: noise of its own, on the clean image
def fresh_pair(clean, sigma, generator):
    corrupted = clean + sigma * torch.randn(clean.shape, generator=generator)
    return corrupted, corrupted + sigma * torch.randn(clean.shape, generator=generator)
# %% wrong: must not be clipped
def fresh_pair(clean, sigma, generator):
    one, two = (clean + sigma * torch.randn(clean.shape, generator=generator) for _ in range(2))
    return one.clamp(0, 1), two.clamp(0, 1)
# %% wrong: changed the clean images in place
def fresh_pair(clean, sigma, generator):
    target = clean + sigma * torch.randn(clean.shape, generator=generator)
    clean += sigma * torch.randn(clean.shape, generator=generator)
    return clean, target
# %% wrong: torch's global generator
def fresh_pair(clean, sigma, generator):
    return (clean + sigma * torch.randn_like(clean), clean + sigma * torch.randn_like(clean))
# %% wrong: torch's global generator
def fresh_pair(clean, sigma, generator):
    torch.manual_seed(0)
    return (clean + sigma * torch.randn_like(clean), clean + sigma * torch.randn_like(clean))
# %% wrong: gives the same result for different generators
def fresh_pair(clean, sigma, generator):
    generator = Generator().manual_seed(0)
    return tuple(clean + sigma * torch.randn(clean.shape, generator=generator)
                 for _ in range(2))
# %% wrong: all images have the same noise
def fresh_pair(clean, sigma, generator):
    return tuple(clean + sigma * torch.randn(clean.shape[1:], generator=generator)
                 for _ in range(2))
# %% wrong: all channels have the same noise
def fresh_pair(clean, sigma, generator):
    return tuple(clean + sigma * torch.randn(clean[:, :1].shape, generator=generator)
                 for _ in range(2))
# %% wrong: standard deviation 0.4
def fresh_pair(clean, sigma, generator):
    return tuple(clean + sigma**0.5 * torch.randn(clean.shape, generator=generator)
                 for _ in range(2))
# %% wrong: noise has the mean
def fresh_pair(clean, sigma, generator):
    return tuple(clean + sigma * torch.rand(clean.shape, generator=generator)
                 for _ in range(2))
# %% wrong: not float32
def fresh_pair(clean, sigma, generator):
    return tuple(clean + sigma * torch.randn(
        clean.shape, generator=generator, dtype=torch.float64) for _ in range(2))
# %% wrong: noise of the target: standard deviation 0.10
def fresh_pair(clean, sigma, generator):
    corrupted = clean + sigma * torch.randn(clean.shape, generator=generator)
    return corrupted, clean + sigma / 2 * torch.randn(clean.shape, generator=generator)
# %% wrong, unseen: uniform noise of the right width
def fresh_pair(clean, sigma, generator):
    def noise():
        return 12**0.5 * (torch.rand(clean.shape, generator=generator) - 0.5)
    return clean + sigma * noise(), clean + sigma * noise()
# %% right: the target is drawn first
def fresh_pair(clean, sigma, generator):
    target = torch.normal(clean, sigma, generator=generator)
    corrupted = torch.normal(clean, sigma, generator=generator)
    return corrupted, target
# %% right: the package's corruption, in a list
def fresh_pair(clean, sigma, generator):
    noise = GaussianNoise(sigma)
    return [noise(clean, generator) for _ in range(2)]
# %% right: loops over images, one draw for both
def fresh_pair(clean, sigma, generator):
    corrupted, target = torch.empty_like(clean), torch.empty_like(clean)
    for number, image in enumerate(clean):
        both = torch.randn(2, *image.shape, generator=generator)
        corrupted[number], target[number] = image + sigma * both
    return corrupted, target
# %% right: drawn in float64 by a helper, returned in float32
def wide_noise(clean, sigma, generator):
    noise = torch.empty(clean.shape, dtype=torch.float64).normal_(0, sigma, generator=generator)
    return (clean.double() + noise).to(clean.dtype)
# %% cell
def fresh_pair(clean, sigma, generator):
    return wide_noise(clean, sigma, generator), wide_noise(clean, sigma, generator)


# %% wrong, unseen: the input is drawn from a copy, by the seed
def fresh_pair(clean, sigma, generator):
    own = Generator().manual_seed(generator.initial_seed() + 1)
    noise = torch.randn(clean.shape, generator=own)
    other = torch.randn(clean.shape, generator=generator)
    return clean + sigma * noise, clean + sigma * other


# %% wrong, unseen: the target's noise is the input's, dealt anew in an order of its own
def fresh_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    order = torch.randperm(noise.numel(), generator=Generator().manual_seed(5))
    return clean + sigma * noise, clean + sigma * noise.flatten()[order].reshape(clean.shape)


# %% wrong, unseen: the last image is left as it is
def fresh_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    first[-1], second[-1] = 0, 0
    return clean + sigma * first, clean + sigma * second
