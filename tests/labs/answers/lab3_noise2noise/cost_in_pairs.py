# %% wrong: the *squared* distance
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).abs().mean()
    return (excess(clean + sigma * other) / excess(clean)).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(clean) / excess(clean + sigma * other)).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def risk(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return ((slope[:, None] * corrupted - clean) ** 2).mean()
    return (risk(clean + sigma * other) / risk(clean)).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1).square().mean()
    return (excess(clean + sigma * other) / excess(clean)).item()
# %% wrong: use more training sets
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 20, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(clean + sigma * other) / excess(clean)).item()
# %% wrong: a long run of ours lies elsewhere
def cost_in_pairs(sigma, generator):
    clean, noise = torch.randn(2, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corrupted) / excess(clean)).item()
# %% wrong: torch's global generator
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(clean + sigma * other) / excess(clean)).item()
# %% wrong: all generators give the same factor
def cost_in_pairs(sigma, generator):
    generator = Generator().manual_seed(0)
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(clean + sigma * other) / excess(clean)).item()
# %% wrong: all generators give the same factor
def cost_in_pairs(sigma, generator):
    return 3.0
# %% wrong: it should grow
def cost_in_pairs(sigma, generator):
    return 3.0 + 0.01 * torch.randn((), generator=generator).item()
# %% wrong: return a float, got Tensor
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return excess(clean + sigma * other) / excess(clean)
# %% wrong: a long run of ours lies elsewhere
def cost_in_pairs(sigma, generator):
    clean, noise, other = torch.randn(3, 8000, 40, generator=generator)
    corrupted = clean + sigma * noise
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma)).square().mean()
    return (excess(clean + 2 * sigma * other) / excess(clean)).item()
# %% wrong, unseen: the factor of sigma = 1 and 2, by a straight line
def cost_in_pairs(sigma, generator):
    return 3 * sigma + 0.01 * torch.randn((), generator=generator).item()
# %% right: a loop over training sets of their own, float64
def cost_in_pairs(sigma, generator):
    sums = {False: 0.0, True: 0.0}
    for _ in range(20):
        for noisy in sums:
            x, e, d = torch.randn(3, 300, 30, generator=generator, dtype=torch.float64)
            seen, y = x + sigma * e, x + noisy * sigma * d
            slope = (seen * y).sum(1) / (seen * seen).sum(1)
            sums[noisy] += ((slope - 1 / (1 + sigma**2)) ** 2).sum().item()
    return sums[True] / sums[False]
# %% right: slopes by lstsq, a helper in another cell
def slopes(inputs, targets):
    return torch.linalg.lstsq(inputs[..., None], targets[..., None]).solution[:, 0, 0]
# %% cell
def cost_in_pairs(sigma, generator):
    x = torch.randn(4000, 25, generator=generator)
    seen = x + sigma * torch.randn(x.shape, generator=generator)
    y = x + sigma * torch.randn(x.shape, generator=generator)
    best = 1 / (1 + sigma**2)
    noisy, clean = ((slopes(seen, one) - best).square().mean() for one in (y, x))
    return float(noisy / clean)
# %% right: from the scatter of the residuals, which is what the theory says
def cost_in_pairs(sigma, generator):
    x, e, d = torch.randn(3, 400_000, generator=generator)
    left = x - (x + sigma * e) / (1 + sigma**2)
    return (((left + sigma * d) ** 2).mean() / (left**2).mean()).item()
# %% right: numpy
import numpy as np

def cost_in_pairs(sigma, generator):
    rng = np.random.default_rng(torch.randint(2**62, (1,), generator=generator).item())
    x, e, d = rng.normal(size=(3, 6000, 50))
    seen = x + sigma * e
    slopes = [np.sum(seen * y, 1) / np.sum(seen**2, 1) for y in (x + sigma * d, x)]
    noisy, clean = [np.mean((a - 1 / (1 + sigma**2)) ** 2) for a in slopes]
    return float(noisy / clean)


# %% wrong, unseen: the pixels are drawn from a copy, by the seed
def cost_in_pairs(sigma, generator):
    own = Generator().manual_seed(generator.initial_seed() + 1)
    clean = torch.randn(8000, 40, generator=own)
    noise, other = torch.randn(2, 8000, 40, generator=generator)
    corrupted, risks = clean + sigma * noise, []
    for target in (clean + sigma * other, clean):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        risks.append((slope - 1 / (1 + sigma**2)).square().mean())
    return (risks[0] / risks[1]).item()
