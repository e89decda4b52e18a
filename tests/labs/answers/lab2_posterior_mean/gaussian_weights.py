# %% wrong: each row must sum to 1
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    return (-gaps / (2 * sigma**2)).softmax(dim=0)


# %% wrong: exp came before the maximum
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    weights = (-gaps / (2 * sigma**2)).exp()
    return weights / weights.sum(dim=1, keepdim=True)


# %% wrong: 3 candidates, sigma = 2: the weights are
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1))
    return (-gaps / (2 * sigma**2)).softmax(dim=1)


# %% wrong: the weights are
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    return (-gaps / sigma**2).softmax(dim=1)


# %% wrong: the weights are
def gaussian_weights(seen, candidates, sigma):
    gaps = (seen.flatten(1)[:, None] - candidates.flatten(1)).square()
    return (-gaps.mean(dim=2) / (2 * sigma**2)).softmax(dim=1)


# %% wrong: the weights are
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    return (-gaps / (2 * sigma)).softmax(dim=1)


# %% wrong: the weights are
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    return (gaps / (2 * sigma**2)).softmax(dim=1)


# %% wrong: each row must sum to 1
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.flatten(1), candidates.flatten(1)).square()
    return (-gaps / (2 * sigma**2)).log_softmax(dim=1)


# %% wrong: shape (3, 2)
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(candidates.flatten(1), seen.flatten(1)).square()
    return (-gaps / (2 * sigma**2)).softmax(dim=0)


# %% wrong: each row must sum to 1
def gaussian_weights(seen, candidates, sigma):
    logs = -torch.cdist(seen.flatten(1), candidates.flatten(1)) ** 2
    logs = logs / (2 * sigma**2)
    return (logs - logs.max(dim=1, keepdim=True).values).exp()


# %% wrong: changed its inputs
def gaussian_weights(seen, candidates, sigma):
    a, b = seen.flatten(1).div_(sigma), candidates.flatten(1).div_(sigma)
    return (torch.cdist(a, b).square() / -2).softmax(dim=1)


# %% wrong, unseen: one maximum for the whole table, which a far image needs for itself
def gaussian_weights(seen, candidates, sigma):
    logs = -torch.cdist(seen.flatten(1), candidates.flatten(1)) ** 2
    logs = logs / (2 * sigma**2)
    weights = (logs - logs.max()).exp()
    return weights / weights.sum(dim=1, keepdim=True)


# %% right: the largest term subtracted by hand
def gaussian_weights(seen, candidates, sigma):
    rows = []
    for one in seen:
        off = (candidates - one).reshape(len(candidates), -1)
        logs = -(off**2).sum(1) / (2 * sigma**2)
        w = torch.exp(logs - logs.max())
        rows.append(w / w.sum())
    return torch.stack(rows)


# %% right: cdist in float64
def gaussian_weights(seen, candidates, sigma):
    gaps = torch.cdist(seen.double().flatten(1), candidates.double().flatten(1))
    return torch.softmax(-0.5 * (gaps / sigma) ** 2, dim=-1)


# %% right: the square expanded, in float64
def gaussian_weights(seen, candidates, sigma):
    a, b = seen.flatten(1).double(), candidates.flatten(1).double()
    logs = (a @ b.T - b.square().sum(1) / 2) / sigma**2
    return torch.exp(logs - torch.logsumexp(logs, 1, keepdim=True))


# %% right: numpy
def gaussian_weights(seen, candidates, sigma):
    import numpy as np

    a = seen.numpy().reshape(len(seen), 1, -1).astype(float)
    b = candidates.numpy().reshape(1, len(candidates), -1)
    logs = -((a - b) ** 2).sum(-1) / (2 * sigma**2)
    weights = np.exp(logs - logs.max(1, keepdims=True))
    return torch.from_numpy(weights / weights.sum(1, keepdims=True))
