# %% wrong: is averaged over pixels
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - (weights @ flat)[:, None]
    return (weights * gaps.square().mean(2)).sum(1).mean()


# %% wrong: is summed over the three images
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - (weights @ flat)[:, None]
    return (weights * gaps.square().sum(2)).sum()


# %% wrong: all pixels 3000.3 larger
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    means = weights @ flat
    squares = weights @ flat.square().sum(1)
    return (squares - means.square().sum(1)).mean()


# %% wrong: have the mean 1.1667
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - (weights @ flat)[:, None]
    return gaps.square().sum(2).mean()


# %% wrong: have the mean 1.1667
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - flat.mean(0)
    return (weights @ gaps.square().sum(1)).mean()


# %% wrong: have the mean 1.1667
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - (weights @ flat)[:, None]
    return (weights * gaps.square().sum(2)).sum(1).sqrt().mean()


# %% wrong: one number is asked for
def least_risk(weights, candidates):
    flat = candidates.flatten(1)
    gaps = flat - (weights @ flat)[:, None]
    return (weights * gaps.square().sum(2)).sum(1)


# %% wrong: have the mean 1.1667
def least_risk(weights, candidates):
    return (weights @ candidates.flatten(1).square().sum(1)).mean()


# %% wrong: changed its inputs
def least_risk(weights, candidates):
    candidates -= candidates.mean(0)
    flat = candidates.flatten(1)
    means = weights @ flat
    return (weights @ flat.square().sum(1) - means.square().sum(1)).mean()


# %% right: the mean candidate subtracted first
def least_risk(weights, candidates):
    flat = candidates.flatten(1) - candidates.flatten(1).mean(0)
    means = weights @ flat
    return (weights @ flat.square().sum(1) - means.square().sum(1)).mean()


# %% right: loops, float64
def least_risk(weights, candidates):
    total = 0
    for row in weights.double():
        mean = sum(w * x.double() for w, x in zip(row, candidates))
        for w, x in zip(row, candidates):
            total = total + w * ((x - mean) ** 2).sum()
    return total / len(weights)


# %% right: half the squared distance of two draws
def pair_distances(points):
    return (points[:, None] - points).pow(2).sum(-1)


# %% cell
def least_risk(weights, candidates):
    gaps = pair_distances(candidates.flatten(1))
    return torch.einsum("bi,ij,bj->b", weights, gaps, weights).mean() / 2
