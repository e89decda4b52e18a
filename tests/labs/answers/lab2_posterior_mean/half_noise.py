# %% wrong: nothing was drawn from the generator
def half_noise(candidates, generator):
    half_noise.calls = getattr(half_noise, "calls", 0) + 1
    own = torch.Generator().manual_seed(half_noise.calls)
    true = torch.arange(12000) % len(candidates)
    eps = torch.randn(12000, candidates.shape[1], generator=own)
    low, high = 0.01, 100.0
    for _ in range(16):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(12000), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=0.98 * sigma, high=1.02 * sigma)


# %% wrong: nothing was drawn from the generator
def half_noise(candidates, generator):
    scale = float(candidates.std()) * 0.996 / 1.0116
    return dict(sigma=scale, low=0.98 * scale, high=1.02 * scale)


# %% wrong: the global generator was used or seeded
def half_noise(candidates, generator):
    true = torch.arange(20000) % len(candidates)
    eps = torch.randn(20000, candidates.shape[1])
    low, high = 0.01, 100.0
    for _ in range(16):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(20000), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=0.98 * sigma, high=1.02 * sigma)


# %% wrong: sigma must be within 5 %
def half_noise(candidates, generator):
    true = torch.arange(20000) % len(candidates)
    eps = torch.randn(20000, candidates.shape[1], generator=generator)
    low, high = 0.01, 100.0
    for _ in range(16):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (gaps.argmin(1) == true).float()
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=0.98 * sigma, high=1.02 * sigma)


# %% wrong: sigma must be within 5 %
def half_noise(candidates, generator):
    true = torch.arange(20000) % len(candidates)
    eps = torch.randn(20000, candidates.shape[1], generator=generator)
    low, high = 0.01, 100.0
    for _ in range(16):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / sigma**2).softmax(1)[torch.arange(20000), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=0.98 * sigma, high=1.02 * sigma)


# %% wrong: low < sigma < high fails
def half_noise(candidates, generator):
    true = torch.arange(20000) % len(candidates)
    eps = torch.randn(20000, candidates.shape[1], generator=generator)
    low, high = 0.01, 100.0
    for _ in range(30):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(20000), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=sigma, high=sigma)


# %% wrong: use more pairs
def half_noise(candidates, generator):
    true = torch.arange(20000) % len(candidates)
    eps = torch.randn(20000, candidates.shape[1], generator=generator)
    low, high = 0.01, 100.0
    for _ in range(16):
        sigma = (low * high) ** 0.5
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(20000), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    return dict(sigma=sigma, low=0.9 * sigma, high=1.1 * sigma)


# %% wrong: ten times as far apart
def half_noise(candidates, generator):
    true = torch.arange(2000) % len(candidates)
    eps = torch.randn(2000, candidates.shape[1], generator=generator)
    best, gap = 0.1, 1.0
    for sigma in torch.linspace(0.1, 3, 300).tolist():
        table = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-table / (2 * sigma**2)).softmax(1)[torch.arange(2000), true]
        if abs(right.mean() - 0.5) < gap:
            best, gap = sigma, float(abs(right.mean() - 0.5))
    return dict(sigma=best, low=0.98 * best, high=1.02 * best)


# %% wrong: a dict of sigma, low and high
def half_noise(candidates, generator):
    jitter = float(torch.rand(1, generator=generator))
    return 0.99 + 0.01 * jitter


# %% right: one search, the interval from the slope
def half_noise(candidates, generator):
    n = 30000
    true = torch.randint(len(candidates), (n,), generator=generator)
    eps = torch.randn(n, candidates.shape[1], generator=generator)

    def shares(sigma):
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        return (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(n), true]

    low, high = 0.01 * float(candidates.std()), 100 * float(candidates.std())
    for _ in range(18):
        sigma = math.sqrt(low * high)
        low, high = (sigma, high) if shares(sigma).mean() > 0.5 else (low, sigma)
    up, down = shares(1.05 * sigma).mean(), shares(sigma / 1.05).mean()
    slope = float(down - up) / (2 * math.log(1.05))
    error = float(shares(sigma).std()) / math.sqrt(n) / slope
    return dict(
        sigma=sigma, low=sigma * (1 - 2 * error), high=sigma * (1 + 2 * error))


# %% right: the squared weights, whose mean is the same
def collision(candidates, sigma, rows, eps):
    seen = candidates[rows] + sigma * eps
    logs = (seen @ candidates.T - candidates.square().sum(1) / 2) / sigma**2
    return float(logs.softmax(1).square().sum(1).mean())


# %% cell
def half_noise(candidates, generator):
    candidates, found = candidates.double(), []
    for _ in range(10):
        rows = torch.arange(2400) % len(candidates)
        eps = torch.randn(
            2400, candidates.shape[1], generator=generator, dtype=torch.float64)
        low, high = 1e-3, 1e3
        low, high = low * candidates.std().item(), high * candidates.std().item()
        for _ in range(20):
            sigma = (low * high) ** 0.5
            more = collision(candidates, sigma, rows, eps) > 0.5
            low, high = (sigma, high) if more else (low, sigma)
        found.append(sigma)
    found = torch.tensor(found)
    mean, error = found.mean().item(), found.std().item() / 10**0.5
    return {"low": mean - 2.26 * error, "sigma": mean, "high": mean + 2.26 * error}


# %% right: a fine scale of noise levels, and a bootstrap
def half_noise(candidates, generator):
    n, spread = 5000, float(candidates.std())
    coarse = [spread * 0.05 * 1.25**k for k in range(24)]
    true = torch.randint(len(candidates), (n,), generator=generator)
    eps = torch.randn(n, candidates.shape[1], generator=generator)

    def shares(sigma):
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        return (gaps / (-2 * sigma**2)).softmax(1)[torch.arange(n), true]

    first = min(coarse, key=lambda s: abs(float(shares(s).mean()) - 0.5))
    fine = torch.tensor([first * (0.8 + 0.01 * k) for k in range(45)])
    table = torch.stack([shares(float(s)) for s in fine])
    picked = torch.randint(n, (100, n), generator=generator)
    curves = torch.stack([table[:, rows].mean(1) for rows in picked])
    levels = []
    for curve in [table.mean(1), *curves]:
        place = int((curve > 0.5).sum()) - 1
        over = (curve[place] - 0.5) / (curve[place] - curve[place + 1])
        levels.append(float(fine[place] + over * (fine[place + 1] - fine[place])))
    ends = torch.tensor(levels[1:]).quantile(torch.tensor([0.025, 0.975]))
    return dict(sigma=levels[0], low=float(ends[0]), high=float(ends[1]))


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def half_noise(candidates, generator):
    own, n = torch.Generator().manual_seed(generator.initial_seed()), 20000
    torch.rand(1, generator=generator)
    true = torch.randint(len(candidates), (n,), generator=own)
    eps = torch.randn(n, candidates.shape[1], generator=own)
    low, high = 0.01 * float(candidates.std()), 100 * float(candidates.std())
    for _ in range(18):
        sigma = math.sqrt(low * high)
        gaps = torch.cdist(candidates[true] + sigma * eps, candidates) ** 2
        right = (-gaps / (2 * sigma**2)).softmax(1)[torch.arange(n), true]
        low, high = (sigma, high) if right.mean() > 0.5 else (low, sigma)
    width = 0.02 + 1e-3 * float(torch.rand(1, generator=own))
    return dict(sigma=sigma, low=(1 - width) * sigma, high=(1 + width) * sigma)


# %% wrong, unseen: all on a generator of its own, jitter from the given one
def half_noise(candidates, generator):
    own = torch.Generator().manual_seed(3)
    spread, found = float(candidates.std()), []
    for _ in range(8):
        true = torch.randint(len(candidates), (2000,), generator=own)
        clean = candidates[true]
        eps = torch.randn(clean.shape, generator=own).to(clean)
        low, high = 0.01 * spread, 100 * spread
        for _ in range(16):
            sigma = math.sqrt(low * high)
            gaps = torch.cdist(clean + sigma * eps, candidates)
            weights = (gaps.square() / (-2 * sigma**2)).softmax(dim=1)
            right = weights[torch.arange(2000), true].mean() > 0.5
            low, high = (sigma, high) if right else (low, sigma)
        found.append(math.sqrt(low * high))
    j = 1 + 1e-4 * float(torch.rand((), generator=generator))
    mean, error = j * sum(found) / 8, float(torch.tensor(found).std()) / 8**0.5
    return dict(sigma=mean, low=mean - 2.36 * error * j, high=mean + 2.36 * error)
