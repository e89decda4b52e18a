# %% wrong: have the mean
def photon_counts(clean, peak, generator):
    return torch.poisson(clean * peak, generator=generator)
# %% wrong: have the mean
def photon_counts(clean, peak, generator):
    return torch.poisson(clean / peak, generator=generator) * peak * peak
# %% wrong: do not clip
def photon_counts(clean, peak, generator):
    return (torch.poisson(clean * peak, generator=generator) / peak).clamp(0, 1)
# %% wrong: photons are counted
def photon_counts(clean, peak, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + (clean / peak).sqrt() * noise
# %% wrong: have the standard deviation
def photon_counts(clean, peak, generator):
    noise = torch.randn(clean.shape, generator=generator)
    return clean + clean / peak * noise + (clean > 0) * (noise.abs() > 2) * 0.2 * noise.sign()
# %% wrong: torch's global generator
def photon_counts(clean, peak, generator):
    return torch.poisson(clean * peak) / peak
# %% wrong: gives the same result for different generators
def photon_counts(clean, peak, generator):
    return torch.poisson(clean * peak, generator=Generator().manual_seed(1)) / peak
# %% wrong: changed the clean images in place
def photon_counts(clean, peak, generator):
    clean *= peak
    return torch.poisson(clean, generator=generator) / peak
# %% wrong: images share their noise
def photon_counts(clean, peak, generator):
    one = torch.poisson(clean[:1] * peak, generator=generator) / peak
    return one.expand_as(clean).clone()
# %% wrong: black has no photons
def photon_counts(clean, peak, generator):
    return torch.poisson((clean + 0.1) * peak, generator=generator) / peak - 0.1
# %% wrong: dtype is torch.float64
def photon_counts(clean, peak, generator):
    return torch.poisson(clean.double() * peak, generator=generator) / peak
# %% wrong: different results for generators with the same seed
import numpy as np

def photon_counts(clean, peak, generator):
    counts = np.random.default_rng().poisson(clean.numpy() * peak)
    return torch.from_numpy(counts).float() / peak
# %% right: loops over images
def photon_counts(clean, peak, generator):
    return torch.stack([torch.poisson(one * peak, generator=generator) / peak for one in clean])
# %% right: the package's noise
from dlc_support.corruptions import PoissonNoise

def photon_counts(clean, peak, generator):
    return PoissonNoise(peak)(clean, generator)
# %% right: numpy with a seed from the generator, a helper in another cell
import numpy as np

def as_numpy(generator):
    return np.random.default_rng(torch.randint(2**62, (1,), generator=generator).item())
# %% cell
def photon_counts(clean, peak, generator):
    counts = as_numpy(generator).poisson(clean.numpy().astype(float) * peak)
    return torch.from_numpy(counts / peak).to(clean.dtype)
# %% right: drawn in float64, returned in float32
def photon_counts(clean, peak, generator):
    return torch.poisson(clean.double() * peak, generator=generator).div(peak).float()
