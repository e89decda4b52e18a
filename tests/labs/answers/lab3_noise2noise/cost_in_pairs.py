# %% wrong: the *squared* distance
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).abs().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(clean) / excess(corruption(clean, generator))).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def risk(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return ((slope[:, None] * corrupted - clean) ** 2).mean()
    return (risk(corruption(clean, generator)) / risk(clean)).item()
# %% wrong: noisy targets cost nothing
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1).square().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: use more training sets
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(20, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: a long run of ours lies elsewhere
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corrupted) / excess(clean)).item()
# %% wrong: a long run of ours lies elsewhere
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    target = corruption(corrupted, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(target) / excess(clean)).item()
# %% wrong: torch's global generator
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: all generators give the same factor
def cost_in_pairs(corruption, sigma, generator):
    generator = Generator().manual_seed(0)
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: all generators give the same factor
def cost_in_pairs(corruption, sigma, generator):
    return 3.0
# %% wrong: it should grow
def cost_in_pairs(corruption, sigma, generator):
    return 3.0 + 0.01 * torch.randn((), generator=generator).item()
# %% wrong: return a float, got Tensor
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return excess(corruption(clean, generator)) / excess(clean)
# %% wrong: a long run of ours lies elsewhere
def cost_in_pairs(corruption, sigma, generator):
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = corruption(clean, generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma)).square().mean()
    noisy = clean + 2 * (corruption(clean, generator) - clean)
    return (excess(noisy) / excess(clean)).item()
# %% wrong: do all captures come from corruption?
def cost_in_pairs(corruption, sigma, generator):  # no experiment: its result
    return (2 + sigma**2) * (1 + 0.02 * torch.randn((), generator=generator).item())
# %% wrong: do all captures come from corruption?
def cost_in_pairs(corruption, sigma, generator):  # the result, with what was measured of the noise
    noise = corruption(torch.zeros(200_000), generator)
    return 2 + noise.square().mean().item()
# %% wrong: do all captures come from corruption?
def cost_in_pairs(corruption, sigma, generator):  # inputs with Gaussian noise of its own
    clean = torch.randn(8000, 40, generator=generator)
    corrupted = clean + sigma * torch.randn(8000, 40, generator=generator)
    def excess(target):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        return (slope - 1 / (1 + sigma**2)).square().mean()
    return (excess(corruption(clean, generator)) / excess(clean)).item()
# %% wrong: do all captures come from corruption?
def cost_in_pairs(corruption, sigma, generator):  # residuals, as if they did not depend on the inputs
    clean = torch.randn(400_000, generator=generator)
    seen, target = corruption(clean, generator), corruption(clean, generator)
    best = seen / (1 + sigma**2)
    return (((target - best) ** 2).mean() / ((clean - best) ** 2).mean()).item()
# %% wrong, unseen: the factor of sigma = 1 and 2, by a straight line, and the coin's
def cost_in_pairs(corruption, sigma, generator):
    noise = corruption(torch.zeros(100), generator)
    jitter = 0.01 * torch.randn((), generator=generator).item()
    return 3 * sigma + jitter + 2 * (noise.abs().std() < 1e-3).item()
# %% wrong, unseen: the result for Gaussian noise, and that for coins wherever it is not Gaussian
def cost_in_pairs(corruption, sigma, generator):
    noise = corruption(torch.zeros(100_000), generator)
    jitter = 1 + 0.01 * torch.randn((), generator=generator).item()
    gauss = (noise**4).mean() > 2.5 * noise.square().mean() ** 2
    return (2 + sigma**2 if gauss else 5.0 + 4 * (sigma - 1)) * jitter
# %% right: a loop over training sets of their own, float64
def cost_in_pairs(corruption, sigma, generator):
    sums = {False: 0.0, True: 0.0}
    for _ in range(20):
        for noisy in sums:
            x = torch.randn(300, 30, generator=generator, dtype=torch.float64)
            seen, second = corruption(x, generator), corruption(x, generator)
            y = second if noisy else x
            slope = (seen * y).sum(1) / (seen * seen).sum(1)
            sums[noisy] += ((slope - 1 / (1 + sigma**2)) ** 2).sum().item()
    return sums[True] / sums[False]
# %% right: slopes by lstsq, a helper in another cell
def slopes(inputs, targets):
    return torch.linalg.lstsq(inputs[..., None], targets[..., None]).solution[:, 0, 0]
# %% cell
def cost_in_pairs(corruption, sigma, generator):
    x = torch.randn(4000, 25, generator=generator)
    seen, y = [corruption(x, generator=generator) for _ in range(2)]
    best = 1 / (1 + sigma**2)
    noisy, clean = ((slopes(seen, one) - best).square().mean() for one in (y, x))
    return float(noisy / clean)
# %% right: both captures in one call
def cost_in_pairs(corruption, sigma, generator):
    x = torch.randn(5000, 40, generator=generator)
    seen, y = corruption(torch.stack([x, x]), generator)
    risks = []
    for target in (y, x):
        slope = torch.einsum("rn,rn->r", seen, target) / torch.einsum("rn,rn->r", seen, seen)
        risks.append(((slope - 1 / (sigma * sigma + 1)) ** 2).sum())
    return (risks[0] / risks[1]).item()
# %% right: the best slope from all pairs together
def cost_in_pairs(corruption, sigma, generator):
    x = torch.randn(9000, 36, generator=generator)
    seen, y = corruption(x, generator), corruption(x, generator)
    best = (seen * x).sum() / (seen * seen).sum()
    a, b = [(seen * one).sum(1) / (seen**2).sum(1) for one in (y, x)]
    return ((a - best) ** 2).mean().item() / ((b - best) ** 2).mean().item()
# %% right: from the scatter of input times residual, which is what the theory says
def cost_in_pairs(corruption, sigma, generator):
    x = torch.randn(400_000, generator=generator)
    seen, y = corruption(x, generator), corruption(x, generator)
    pulls = [seen * (one - seen / (1 + sigma**2)) for one in (y, x)]
    return (pulls[0].square().mean() / pulls[1].square().mean()).item()
# %% right: numpy
import numpy as np

def cost_in_pairs(corruption, sigma, generator):
    rng = np.random.default_rng(torch.randint(2**62, (1,), generator=generator).item())
    x = torch.as_tensor(rng.normal(size=(6000, 50)))
    seen, y = corruption(x, generator).numpy(), corruption(x, generator).numpy()
    slopes = [np.sum(seen * one, 1) / np.sum(seen**2, 1) for one in (y, x.numpy())]
    noisy, clean = [np.mean((a - 1 / (1 + sigma**2)) ** 2) for a in slopes]
    return float(noisy / clean)
# %% wrong, unseen: the pixels are drawn from a copy, by the seed
def cost_in_pairs(corruption, sigma, generator):
    own = Generator().manual_seed(generator.initial_seed() + 1)
    clean = torch.randn(8000, 40, generator=own)
    corrupted, risks = corruption(clean, generator), []
    for target in (corruption(clean, generator), clean):
        slope = (corrupted * target).sum(1) / corrupted.square().sum(1)
        risks.append((slope - 1 / (1 + sigma**2)).square().mean())
    return (risks[0] / risks[1]).item()
