# %% wrong: the mean is 3, got 2
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v)
    return (logs - seen.shape[1] / 2 * v.log()).softmax(1) @ means


# %% wrong: atoms of weights .2, .8
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = -torch.cdist(seen, means) ** 2 / (2 * v) - seen.shape[1] / 2 * v.log()
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% wrong: t = 0 and 3, d = 3
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v)
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% wrong: t = 0 and 3, d = 3
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v) - v.log() / 2
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% wrong: seen 1000 away
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    r = weights * torch.exp(-torch.cdist(seen, means) ** 2 / (2 * v))
    r = r / v ** (seen.shape[1] / 2)
    r = r / r.sum(1, keepdim=True)
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (r[:, :, None] * inner).sum(1)


# %% wrong: atoms -1 and 1
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / v
    logs = logs - seen.shape[1] / 2 * v.log()
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% wrong: one part (so r is 1)
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales**2 + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v)
    logs = logs - seen.shape[1] / 2 * v.log()
    inner = means + (scales**2 / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(0)[:, :, None] * inner).sum(1)


# %% wrong: changed its inputs
def mixture_mean(seen, weights, means, scales, sigma):
    scales *= scales
    v = scales + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v)
    logs = logs - seen.shape[1] / 2 * v.log()
    inner = means + (scales / v)[:, None] * (seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% wrong: the mean is 3, got
def mixture_mean(seen, weights, means, scales, sigma):
    v = scales + sigma**2
    logs = weights.log() - torch.cdist(seen, means) ** 2 / (2 * v)
    logs = logs - seen.shape[1] / 2 * v.log()
    inner = means + (sigma**2 / (scales**2 + 2 * sigma**2))[:, None] * (
        seen[:, None] - means)
    return (logs.softmax(1)[:, :, None] * inner).sum(1)


# %% right: torch.distributions
def mixture_mean(seen, weights, means, scales, sigma):
    from torch.distributions import Independent, Normal

    v = scales**2 + sigma**2
    widths = v.sqrt()[:, None].expand_as(means)
    parts = Independent(Normal(means, widths), 1)
    logs = parts.log_prob(seen[:, None]) + weights.log()
    r = torch.exp(logs - logs.logsumexp(1, keepdim=True))
    kept = scales**2 / v
    return r @ ((1 - kept)[:, None] * means) + (r @ kept)[:, None] * seen


# %% right: loops, in Python's numbers
def mixture_mean(seen, weights, means, scales, sigma):
    answer = []
    for x in seen.double():
        logs, inner = [], []
        for w, m, t in zip(weights, means.double(), scales):
            v = float(t) ** 2 + sigma**2
            gap = x - m
            log = math.log(float(w)) - float(gap @ gap) / (2 * v)
            logs.append(log - len(x) / 2 * math.log(v))
            inner.append(m + float(t) ** 2 / v * gap)
        r = [math.exp(log - max(logs)) for log in logs]
        answer.append(sum(a * b for a, b in zip(r, inner)) / sum(r))
    return torch.stack(answer)


# %% right: float64 throughout, a helper in another cell
def log_parts(seen, weights, means, v):
    gaps = (seen[:, None, :] - means[None]) ** 2
    return weights.log() - gaps.sum(-1) / 2 / v - means.shape[1] * v.log() / 2


# %% cell
def mixture_mean(seen, weights, means, scales, sigma):
    seen, weights, means, scales = (
        x.double() for x in (seen, weights, means, scales))
    v = scales.square() + sigma * sigma
    r = torch.softmax(log_parts(seen, weights, means, v), dim=-1)
    return torch.einsum("bk,kd->bd", r * sigma**2 / v, means) + seen * (
        r * scales.square() / v).sum(1, keepdim=True)
