# %% wrong: black at sigma = 25/255 has the mean
def clipped_mean(clean, sigma):
    return clean.clone()
# %% wrong: must stay, got
import math

def clipped_mean(clean, sigma):
    return clean + sigma / math.sqrt(2 * math.pi)
# %% wrong: white must lose what black gains
import math

def clipped_mean(clean, sigma):
    t = clean / sigma
    density = torch.exp(-t.square() / 2) / math.sqrt(2 * math.pi)
    return clean * torch.special.ndtr(t) + sigma * density
# %% wrong: white must lose what black gains
import math

def clipped_mean(clean, sigma):
    low, high = -clean / sigma, (1 - clean) / sigma
    def density(t):
        return torch.exp(-t.square() / 2) / math.sqrt(2 * math.pi)
    inside = torch.special.ndtr(high) - torch.special.ndtr(low)
    return clean * inside + sigma * (density(low) - density(high))
# %% wrong: black at sigma = 25/255 has the mean
def clipped_mean(clean, sigma):
    low, high = -clean / sigma, (1 - clean) / sigma
    def density(t):
        return torch.exp(-t.square() / 2)
    inside = torch.special.ndtr(high) - torch.special.ndtr(low)
    return (clean * inside + sigma * (density(low) - density(high))
            + 1 - torch.special.ndtr(high))
# %% wrong: black at sigma = 25/255 has the mean
import math

def clipped_mean(clean, sigma):
    sigma = sigma**2
    low, high = -clean / sigma, (1 - clean) / sigma
    def density(t):
        return torch.exp(-t.square() / 2) / math.sqrt(2 * math.pi)
    inside = torch.special.ndtr(high) - torch.special.ndtr(low)
    return (clean * inside + sigma * (density(low) - density(high))
            + 1 - torch.special.ndtr(high))
# %% wrong: changed its argument in place
def clipped_mean(clean, sigma):
    noise = torch.linspace(-8, 8, 4001)
    weight = torch.exp(-noise.square() / 2)
    draws = (clean[..., None] + sigma * noise).clamp(0, 1)
    clean.copy_((draws * weight).sum(dim=-1) / weight.sum())
    return clean
# %% wrong: black at sigma = 25/255 has the mean
def clipped_mean(clean, sigma):
    draws = clean + sigma * torch.randn(100, *clean.shape)
    out = draws.clamp(0, 1).mean(dim=0)
    out[clean == 0.5] = 0.5
    return out
# %% wrong: shape (2, 3) became ()
def clipped_mean(clean, sigma):
    noise = torch.linspace(-8, 8, 4001)
    weight = torch.exp(-noise.square() / 2)
    draws = (clean[..., None] + sigma * noise).clamp(0, 1)
    return (draws * weight).sum() / weight.sum() / clean.numel()
# %% wrong: away from the mean of 40,000 draws
import math

def clipped_mean(clean, sigma):
    bias = sigma / math.sqrt(2 * math.pi)
    means = clean.clone()
    means[clean == 0] = bias
    means[clean == 1] = 1 - bias
    return means
# %% right: numerical integration on a grid of noise
def clipped_mean(clean, sigma):
    noise = torch.linspace(-8, 8, 8001)
    weight = torch.exp(-noise.square() / 2)
    draws = (clean[..., None] + sigma * noise).clamp(0, 1)
    return (draws * weight).sum(dim=-1) / weight.sum()
# %% right: loops, float64, math.erf in a helper
import math

def phi(t):
    return math.exp(-t * t / 2) / math.sqrt(2 * math.pi)

def big_phi(t):
    return (1 + math.erf(t / math.sqrt(2))) / 2
# %% cell
def clipped_mean(clean, sigma):
    found = []
    for x in clean.double().flatten().tolist():
        a, b = -x / sigma, (1 - x) / sigma
        found.append(x * (big_phi(b) - big_phi(a)) + sigma * (phi(a) - phi(b)) + 1 - big_phi(b))
    return torch.tensor(found, dtype=torch.float64).reshape(clean.shape)
# %% right: torch.distributions, as black plus what white loses
def clipped_mean(clean, sigma):
    unit = torch.distributions.Normal(0.0, 1.0)
    def positive_part(x):  # mean of max(x + sigma * eps, 0)
        t = x / sigma
        return x * unit.cdf(t) + sigma * unit.log_prob(t).exp()
    return positive_part(clean) - positive_part(clean - 1)
