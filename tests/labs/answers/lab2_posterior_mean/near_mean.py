# %% wrong: mean of the corrupted points
def near_mean(clean, corrupted, observed, radius):
    near = (corrupted - observed).norm(dim=1) < radius
    kept = corrupted[near]
    return kept.mean(0), kept.std(0) / len(kept) ** 0.5, len(kept)


# %% wrong: is the distance Euclidean?
def near_mean(clean, corrupted, observed, radius):
    near = ((corrupted - observed).abs() < radius).all(dim=1)
    kept = clean[near]
    return kept.mean(0), kept.std(0) / len(kept) ** 0.5, len(kept)


# %% wrong: the standard error is
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(corrupted - observed).norm(dim=1) < radius]
    return kept.mean(0), kept.std(0), len(kept)


# %% wrong: root of n?
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(corrupted - observed).norm(dim=1) < radius]
    return kept.mean(0), kept.var(0) / len(kept), len(kept)


# %% wrong: n - 1?
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(corrupted - observed).norm(dim=1) < radius]
    return kept.mean(0), kept.std(0, unbiased=False) / len(kept) ** 0.5, len(kept)


# %% wrong: is the distance Euclidean?
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(corrupted - observed).square().sum(dim=1) < radius]
    return kept.mean(0), kept.std(0) / len(kept) ** 0.5, len(kept)


# %% wrong: 3 pairs are near, 1 were kept
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(clean - observed).norm(dim=1) < max(radius, 1.5)][:1]
    return kept.mean(0), torch.zeros(2), len(kept)


# %% wrong: changed its inputs
def near_mean(clean, corrupted, observed, radius):
    corrupted -= observed
    kept = clean[corrupted.norm(dim=1) < radius]
    return kept.mean(0), kept.std(0) / len(kept) ** 0.5, len(kept)


# %% wrong: not (2,)
def near_mean(clean, corrupted, observed, radius):
    kept = clean[(corrupted - observed).norm(dim=1) < radius]
    return kept.mean(), kept.std() / len(kept) ** 0.5, len(kept)


# %% right: a loop over pairs
def near_mean(clean, corrupted, observed, radius):
    kept = []
    for x, seen in zip(clean, corrupted):
        if sum((a - b) ** 2 for a, b in zip(seen, observed)) ** 0.5 < radius:
            kept.append(x)
    n = len(kept)
    mean = sum(kept) / n
    variance = sum((x - mean) ** 2 for x in kept) / (n - 1)
    return mean, (variance / n) ** 0.5, n


# %% right: float64, cdist
def near_mean(clean, corrupted, observed, radius):
    gaps = torch.cdist(corrupted.double(), observed[None].double())[:, 0]
    kept = clean.double()[gaps < radius]
    return kept.mean(dim=0), kept.std(dim=0) * len(kept) ** -0.5, len(kept)


# %% right: weights of 0 and 1, the count a tensor
def inside(points, centre, radius):
    return (points - centre).pow(2).sum(-1) < radius**2


# %% cell
def near_mean(clean, corrupted, observed, radius):
    one = inside(corrupted, observed, radius).to(clean)
    n = one.sum()
    mean = (one[:, None] * clean).sum(0) / n
    variance = (one[:, None] * (clean - mean) ** 2).sum(0) / (n - 1)
    return mean, torch.sqrt(variance / n), n.long()
