# %% wrong: an image of value 0.0 the input has mean
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    corrupted = (clean + sigma * first.to(clean)).clamp(0, 1)
    target = (clean + sigma * second.to(clean)).clamp(0, 1)
    return corrupted, target

# %% wrong: an image of value 0.0 the target has mean
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    return clean + sigma * first, (clean + sigma * second).clamp(0, 1)

# %% wrong: an image of value 0.0 the input has mean
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    return (clean + sigma * first).clamp(0, 1), clean + sigma * second

# %% wrong: an image of value 0.0 the input has mean
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    return (clean + sigma * first).abs(), (clean + sigma * second).abs()

# %% wrong: an image of value 0.0 the input has mean
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    pair = [(clean + sigma * noise) for noise in (first, second)]
    return tuple(image.clamp_min(0) for image in pair)

# %% wrong: the input of an image of value 0.0 has noise of level
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    pair = [(clean + sigma * noise).clamp(0, 1) for noise in (first, second)]
    bias = sigma / (2 * math.pi) ** 0.5
    pair = [image - bias * ((clean <= 0) * 1.0 - (clean >= 1) * 1.0)
            for image in pair]
    return tuple(pair)

# %% wrong: input and target share noise
def noisy_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    corrupted = clean + sigma * noise
    return corrupted, corrupted.clone()

# %% wrong: input and target share noise
def noisy_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma * noise, clean - sigma * noise

# %% wrong: the target of an image of value 0.0 has noise of level
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn(2, *clean.shape, generator=generator)
    corrupted = clean + sigma * first
    return corrupted, corrupted + sigma * second

# %% wrong: the target of an image of value 0.0 has noise of level 0.000
def noisy_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma * noise, clean.clone()

# %% wrong: two results for two generators of one seed
def noisy_pair(clean, sigma, generator):
    first, second = torch.randn_like(clean), torch.randn_like(clean)
    return clean + sigma * first, clean + sigma * second

# %% right: two draws
def noisy_pair(clean, sigma, generator):
    corrupted = clean + sigma * torch.randn(clean.shape, generator=generator)
    target = clean + sigma * torch.randn(clean.shape, generator=generator)
    return corrupted, target

# %% right: the package's noise
from dlc_support.corruptions import GaussianNoise


def noisy_pair(clean, sigma, generator):
    noise = GaussianNoise(sigma)
    return noise(clean, generator), noise(clean, generator)

# %% right: a list, and a helper
def capture(clean, sigma, generator):
    return torch.normal(clean, sigma, generator=generator)
# %% cell
def noisy_pair(clean, sigma, generator):
    return [capture(clean, sigma, generator) for _ in range(2)]


# %% wrong, unseen: the target is drawn from a copy, by the seed
def noisy_pair(clean, sigma, generator):
    own = Generator().manual_seed(generator.initial_seed() + 1)
    first = torch.randn(clean.shape, generator=generator)
    second = torch.randn(clean.shape, generator=own)
    return clean + sigma * first, clean + sigma * second


# %% wrong, unseen: the target's noise is the input's, dealt anew in an order of its own
def noisy_pair(clean, sigma, generator):
    noise = torch.randn(clean.shape, generator=generator).to(clean)
    order = torch.randperm(noise.numel(), generator=Generator().manual_seed(5))
    return clean + sigma * noise, clean + sigma * noise.flatten()[order].reshape(clean.shape)
