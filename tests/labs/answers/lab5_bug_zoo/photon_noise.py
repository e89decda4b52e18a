# %% wrong: an image of value 0.0 becomes one of mean
def photon_noise(clean, peak, generator):
    counts = torch.poisson(
        torch.full_like(clean, peak), generator=generator)
    return clean + counts / 255

# %% wrong: an image of value 0.25 becomes one of mean
def photon_noise(clean, peak, generator):
    return torch.poisson(clean * peak, generator=generator)

# %% wrong: an image of value 0.25 becomes one of mean
def photon_noise(clean, peak, generator):
    return torch.poisson(clean * peak, generator=generator) / 255

# %% wrong: an image of value 0.25 becomes one of mean
def photon_noise(clean, peak, generator):
    counts = torch.poisson(clean * peak, generator=generator)
    return counts / counts.max()

# %% wrong: an image of value 0.0 has noise of level
def photon_noise(clean, peak, generator):
    counts = torch.poisson(
        torch.full_like(clean, peak), generator=generator)
    return clean + (counts - peak) / 255

# %% wrong: an image of value 0.25 has noise of level
def photon_noise(clean, peak, generator):
    return torch.poisson(clean * 255, generator=generator) / 255

# %% wrong: an image of value 1.0 becomes one of mean
def photon_noise(clean, peak, generator):
    counts = torch.poisson(clean * peak, generator=generator)
    return (counts / peak).clamp(0, 1)

# %% wrong: not whole numbers of photons
def photon_noise(clean, peak, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + (clean / peak).sqrt() * noise

# %% wrong: two results for two generators of one seed
def photon_noise(clean, peak, generator):
    return torch.poisson(clean * peak) / peak

# %% wrong: changes its input in place
def photon_noise(clean, peak, generator):
    clean *= peak
    return torch.poisson(clean, generator=generator) / peak

# %% wrong: an image of value 0.25 becomes one of mean
def photon_noise(clean, peak, generator):
    return clean + torch.poisson(clean * peak, generator=generator) / peak

# %% right: counts in float64
def photon_noise(clean, peak, generator):
    counts = torch.poisson(clean.double() * peak, generator=generator)
    return (counts / peak).to(clean.dtype)

# %% right: as noise on the image
def photon_noise(clean, peak, generator):
    rate = clean * peak
    noise = torch.poisson(rate, generator=generator) - rate
    return clean + noise / peak

# %% right: the package's
from dlc_support.corruptions import PoissonNoise


def photon_noise(clean, peak, generator):
    return PoissonNoise(peak)(clean, generator)


# %% wrong, unseen: all channels have the noise of the first
def photon_noise(clean, peak, generator):
    noise = torch.poisson(clean[:, :1] * peak, generator=generator) / peak - clean[:, :1]
    return clean + noise
