# %% wrong: levels [
def learned_noise(clean, logits, floor, generator):
    sigma = torch.sigmoid(logits).clamp(min=floor).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma


# %% wrong: levels [
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma


# %% wrong: levels [
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.tanh(logits).relu()).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma


# %% wrong: noisy images with the gradient
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    noisy = torch.normal(clean, sigma.expand_as(clean), generator=generator)
    return noisy, sigma


# %% wrong: no gradient to the logits
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma.detach() * noise, sigma


# %% wrong: no gradient to the logits
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma.detach()


# %% wrong: noise / sigma has mean
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma.sqrt() * torch.randn(clean.shape, generator=generator), sigma


# %% wrong: noise / sigma has mean
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.rand(clean.shape, generator=generator), sigma


# %% wrong: noise / sigma has mean
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    noisy = clean + sigma * torch.randn(clean.shape, generator=generator)
    return noisy.clamp(0, 1), sigma


# %% wrong: images or channels share it
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape[1:], generator=generator), sigma


# %% wrong: of noisy images and levels, one has shape
def learned_noise(clean, logits, floor, generator):
    sigma = floor + (1 - floor) * torch.sigmoid(logits)
    noise = torch.randn(clean.shape, generator=generator)
    return clean + sigma[:, None, None, None] * noise, sigma


# %% wrong: of noisy images and levels, one has shape
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    sigma = sigma.expand_as(clean)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma


# %% wrong: draw from the one that is passed
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn_like(clean), sigma


# %% wrong: the generator did not move on
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    own = Generator().manual_seed(generator.initial_seed())
    return clean + sigma * torch.randn(clean.shape, generator=own), sigma


# %% wrong: the images that were given are changed
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    noise = torch.randn(clean.shape, generator=generator)
    noisy = clean + sigma * noise
    clean += 0.1 * noise
    return noisy, sigma


# %% wrong: returns a Tensor, not two tensors
def learned_noise(clean, logits, floor, generator):
    sigma = (floor + (1 - floor) * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator)


# %% wrong, unseen: the floor of the example
def learned_noise(clean, logits, floor, generator):
    sigma = (0.4 + 0.6 * torch.sigmoid(logits)).view(-1, 1, 1, 1)
    return clean + sigma * torch.randn(clean.shape, generator=generator), sigma


# %% right: interpolation, and a reshape that counts nothing
def learned_noise(clean, logits, floor, generator):
    share = logits.sigmoid()[:, None, None, None]
    sigma = torch.lerp(torch.full_like(share, floor), torch.ones_like(share), share)
    noise = torch.empty_like(clean).normal_(generator=generator)
    return torch.addcmul(clean, sigma, noise), sigma


# %% right: image after image
def learned_noise(clean, logits, floor, generator):
    sigma = floor + (1 - floor) / (1 + torch.exp(-logits))
    noisy = [image + level * torch.randn(image.shape, generator=generator)
             for image, level in zip(clean, sigma, strict=True)]
    return torch.stack(noisy), sigma.reshape(len(clean), 1, 1, 1)


# %% right: 1 less what is left, with a helper in another cell
def level_of(logits, floor):
    return 1 - (1 - floor) * torch.sigmoid(-logits)


# %% cell
def learned_noise(clean, logits, floor, generator):
    sigma = level_of(logits, floor).unflatten(0, (-1, 1, 1, 1))
    epsilon = torch.normal(0.0, 1.0, clean.shape, generator=generator)
    return [clean + sigma * epsilon, sigma]


# %% right: the package's corruption at a level
from dlc_support.corruptions import GaussianNoise


# %% cell
def learned_noise(clean, logits, floor, generator):
    sigma = floor + (1 - floor) * torch.sigmoid(logits.view(-1, 1, 1, 1))
    return GaussianNoise.at(clean, sigma, generator), sigma
