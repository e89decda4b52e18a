# %% wrong: of the values 3, 1, 2, 8: the median is
def weighted_median(values, weights):
    return values.median(dim=0).values.expand(len(weights), -1)


# %% wrong: a median is one of the values
def weighted_median(values, weights):
    return weights @ values


# %% wrong: of the values 3, 1, 2, 8
def weighted_median(values, weights):
    place = (weights.cumsum(1) < 0.5).sum(1)
    return values[place]


# %% wrong: do the weights follow the sorted values?
def weighted_median(values, weights):
    ordered = values.sort(dim=0).values
    place = (weights.cumsum(1) < 0.5).sum(1)
    return ordered[place]


# %% wrong: where a total is exactly one half
def weighted_median(values, weights):
    ordered, order = values.sort(dim=0)
    place = (weights[:, order].cumsum(1) <= 0.5).sum(1)
    return ordered.gather(0, place)


# %% wrong: this component has an order of its own
def weighted_median(values, weights):
    order = values[:, 0].argsort()
    place = (weights[:, order].cumsum(1) < 0.5).sum(1)
    return values[order][place]


# %% wrong: a median is one of the values
def weighted_median(values, weights):
    ordered, order = values.sort(dim=0)
    totals = weights[:, order].cumsum(1)
    low = ordered.gather(0, (totals < 0.5).sum(1))
    high = ordered.gather(0, (totals <= 0.5).sum(1))
    return (low + high) / 2


# %% wrong: shape (2, 3)
def weighted_median(values, weights):
    ordered, order = values.sort(dim=0)
    place = (weights[:, order].cumsum(1) < 0.5).sum(1)
    return ordered.gather(0, place).T


# %% wrong: of the values 3, 1, 2, 8
def weighted_median(values, weights):
    return values[weights.argmax(dim=1)]


# %% wrong: changed its inputs
def weighted_median(values, weights):
    order = values.argsort(dim=0)
    values[:] = values.gather(0, order)
    return values.gather(0, (weights[:, order].cumsum(1) < 0.5).sum(1))


# %% wrong: index 4 is out of bounds
def weighted_median(values, weights):
    ordered, order = values.sort(dim=0)
    place = (weights[:, order].cumsum(1) < 0.5).sum(1) + 1
    return ordered.gather(0, place)


# %% right: a double loop
def weighted_median(values, weights):
    answer = torch.empty(len(weights), values.shape[1])
    for b, row in enumerate(weights):
        for j, column in enumerate(values.T):
            total = 0.0
            for value, weight in sorted(zip(column.tolist(), row.tolist())):
                total += weight
                answer[b, j] = value
                if total >= 0.5:
                    break
    return answer


# %% right: searchsorted, a component at a time
def weighted_median(values, weights):
    columns = []
    for column in values.double().unbind(dim=1):
        order = column.argsort()
        totals = weights.double()[:, order].cumsum(dim=1)
        half = torch.full((len(weights), 1), 0.5, dtype=torch.float64)
        place = torch.searchsorted(totals, half)[:, 0]
        columns.append(column[order][place.clamp_max(len(column) - 1)])
    return torch.stack(columns, dim=1)


# %% right: by definition, without sorting
def weight_up_to(values, weights):
    below = (values[:, None] <= values[None]).to(weights)
    return torch.einsum("bn,nvd->bvd", weights, below)


# %% cell
def weighted_median(values, weights):
    enough = weight_up_to(values, weights) >= 0.5
    return torch.where(enough, values, torch.inf).amin(dim=1)


# %% right: numpy
def weighted_median(values, weights):
    import numpy as np

    v, w = values.numpy(), weights.numpy()
    answer = np.empty((len(w), v.shape[1]), v.dtype)
    for j in range(v.shape[1]):
        order = np.argsort(v[:, j])
        place = (w[:, order].cumsum(axis=1) >= 0.5).argmax(axis=1)
        answer[:, j] = v[order[place], j]
    return torch.from_numpy(answer)
