# %% wrong: this is a mean of ratios
def draw_costs(draws, means, clean):
    k = torch.arange(1, len(draws) + 1).reshape(-1, *[1] * clean.ndim)
    errors = (draws.cumsum(0) / k - clean).flatten(2).square().sum(2)
    return (errors / (means - clean).flatten(1).square().sum(1)).mean(1)


# %% wrong: the average of both costs
def draw_costs(draws, means, clean):
    floor = (means - clean).square().sum()
    return (draws - clean).flatten(1).square().sum(1) / floor


# %% wrong: the first draw costs
def draw_costs(draws, means, clean):
    k = torch.arange(2, len(draws) + 2).reshape(-1, *[1] * clean.ndim)
    errors = (draws.cumsum(0) / k - clean).flatten(1).square().sum(1)
    return errors / (means - clean).square().sum()


# %% wrong: the average of both costs
def draw_costs(draws, means, clean):
    floor = (means - clean).square().sum()
    each = (draws - clean).flatten(1).square().sum(1)
    return each.cumsum(0) / torch.arange(1, len(draws) + 1) / floor


# %% wrong: the average of both costs
def draw_costs(draws, means, clean):
    k = torch.arange(1, len(draws) + 1).reshape(-1, *[1] * clean.ndim)
    errors = (draws.cumsum(0) / k - clean).flatten(1).norm(dim=1)
    return errors / (means - clean).norm()


# %% wrong: the average of both costs
def draw_costs(draws, means, clean):
    errors = (draws.cumsum(0) - clean).flatten(1).square().sum(1)
    return errors / (means - clean).square().sum()


# %% wrong: shape (), not (2,)
def draw_costs(draws, means, clean):
    error = (draws.mean(0) - clean).square().sum()
    return error / (means - clean).square().sum()


# %% wrong: changed its inputs
def draw_costs(draws, means, clean):
    costs, total = [], draws[0]
    for k in range(len(draws)):
        total += draws[k] if k else 0
        costs.append((total / (k + 1) - clean).square().sum())
    return torch.stack(costs) / (means - clean).square().sum()


# %% wrong: the first draw costs
def draw_costs(draws, means, clean):
    k = torch.arange(1, len(draws) + 1).reshape(-1, *[1] * clean.ndim)
    errors = (draws.cumsum(0) / k - means).flatten(1).square().sum(1)
    return errors / (means - clean).square().sum()


# %% right: all at once
def draw_costs(draws, means, clean):
    k = torch.arange(1, len(draws) + 1).reshape(-1, *[1] * clean.ndim)
    errors = (draws.cumsum(0) / k - clean).flatten(1).square().sum(1)
    return errors / (means - clean).square().sum()


# %% right: means of squares, which have as many terms
def draw_costs(draws, means, clean):
    mse = torch.nn.functional.mse_loss
    costs = [
        mse(draws[:k].mean(0), clean) for k in range(1, len(draws) + 1)]
    return torch.tensor(costs) / mse(means, clean)


# %% right: float64, from the last to the first
def squared(gap):
    return float((gap.double() ** 2).sum())


# %% cell
def draw_costs(draws, means, clean):
    costs = []
    for k in range(len(draws), 0, -1):
        costs.insert(0, squared(draws[:k].sum(dim=0) / k - clean))
    return torch.tensor(costs, dtype=torch.float64) / squared(means - clean)
