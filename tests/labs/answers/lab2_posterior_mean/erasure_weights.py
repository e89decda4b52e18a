# %% wrong: one dot seen
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    fine = (b >= a).all(2)
    logs = torch.zeros(fine.shape).masked_fill(~fine, -torch.inf)
    return logs.softmax(1)


# %% wrong: one dot seen
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = ((a == 0) & (b == 1)).sum(2) / a.shape[2]
    logs = hidden * math.log(p)
    return logs.masked_fill((b < a).any(2), -torch.inf).softmax(1)


# %% wrong: the last one is impossible
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = ((a == 0) & (b == 1)).sum(2)
    return (hidden * math.log(p)).softmax(1)


# %% wrong: use logarithms
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = ((a == 0) & (b == 1)).sum(2)
    weights = torch.tensor(p) ** hidden * (b >= a).all(2)
    return weights / weights.sum(1, keepdim=True)


# %% wrong: seen: [
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = ((a == 0) & (b == 1)).sum(2)
    logs = (hidden * math.log(p)).masked_fill((b < a).any(2), -torch.inf)
    return logs.softmax(0)


# %% wrong: seen: [
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = (a == b).sum(2)
    logs = (hidden * math.log(p)).masked_fill((b < a).any(2), -torch.inf)
    return logs.softmax(1)


# %% wrong: seen: [
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    hidden = ((a == 0) & (b == 1)).sum(2)
    logs = (hidden * p).masked_fill((b < a).any(2), -torch.inf)
    return logs.softmax(1)


# %% wrong: all can be explained, yet nan
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    different = (a != b).any(2)
    logs = torch.zeros(different.shape).masked_fill(different, -torch.inf)
    return logs.softmax(1)


# %% wrong: the last one is impossible
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1), candidates.flatten(1)
    fits = b.sum(1) >= a.sum(1, keepdim=True)
    logs = (b.sum(1) - a @ b.T) * math.log(p)
    return logs.masked_fill(~fits, -torch.inf).softmax(1)


# %% wrong: nothing explains these dots
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1), candidates.flatten(1)
    both = a @ b.T
    logs = (b.sum(1) - both) * math.log(p)
    logs = logs.masked_fill(both < a.sum(1, keepdim=True), -torch.inf)
    return logs.softmax(1).nan_to_num(1 / len(b))


# %% wrong: changed its inputs
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1), candidates.flatten(1)
    both = a @ b.T
    hidden = b.sub_(0.5).gt(0).sum(1) - both
    logs = (hidden * math.log(p)).masked_fill(both < a.sum(1, True), -torch.inf)
    return logs.softmax(1)


# %% wrong, unseen: dots of which one only need be ink
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1), candidates.flatten(1)
    both = a @ b.T
    enough = (both >= a.sum(1, keepdim=True).clamp_max(2))
    logs = (b.sum(1) - both) * math.log(p)
    return logs.masked_fill(~enough, -torch.inf).softmax(1)


# %% right: all ink counted, of which the visible part is common to all
def erasure_weights(seen, candidates, p):
    a, b = seen.flatten(1)[:, None], candidates.flatten(1)[None]
    logs = (b.sum(2) * math.log(p)).expand(len(a), -1)
    logs = logs.masked_fill(((a == 1) & (b == 0)).any(2), -torch.inf)
    return logs.softmax(1)


# %% right: the package's likelihood
def erasure_weights(seen, candidates, p):
    from dlc_support.evaluation import ErasureLikelihood

    rule = ErasureLikelihood(p)
    logs = rule.log_weights(seen.flatten(1), candidates.flatten(1))
    return torch.exp(logs - logs.logsumexp(1, keepdim=True))


# %% right: loops, float64
def erasure_weights(seen, candidates, p):
    rows = []
    for dots in seen > 0.5:
        logs = []
        for ink in candidates > 0.5:
            hidden = int((ink & ~dots).sum())
            logs.append(-math.inf if (dots & ~ink).any() else hidden * math.log(p))
        top = max(logs)
        if top == -math.inf:
            rows.append([math.nan] * len(logs))
            continue
        powers = [math.exp(log - top) for log in logs]
        rows.append([power / sum(powers) for power in powers])
    return torch.tensor(rows, dtype=torch.float64)


# %% right: the fewest hidden pixels taken from all, a helper in another cell
def hidden_ink(dots, inks):
    return ((inks[None] - dots[:, None]) > 0).flatten(2).sum(2)


# %% cell
def erasure_weights(seen, candidates, p):
    bad = ((seen[:, None] - candidates[None]) > 0).flatten(2).any(2)
    hidden = hidden_ink(seen, candidates).double()
    hidden = hidden.masked_fill(bad, torch.inf)
    powers = p ** (hidden - hidden.amin(1, keepdim=True))
    return powers / powers.sum(1, keepdim=True)
