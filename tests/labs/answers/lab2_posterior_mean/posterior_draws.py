# %% wrong: two seeds give the same draws
def posterior_draws(weights, candidates, count, generator):
    best = candidates[weights.argmax(dim=1)]
    return best[None].expand(count, *best.shape)


# %% wrong: the global generator was used or seeded
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(weights, count, replacement=True)
    return candidates[rows.T]


# %% wrong: the global generator was used or seeded
def posterior_draws(weights, candidates, count, generator):
    torch.manual_seed(0)
    return candidates[torch.multinomial(weights, count, replacement=True).T]


# %% wrong: not (3000, 4, 2)
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(
        weights, count, replacement=True, generator=generator)
    return candidates[rows]


# %% wrong: not one of the candidates
def posterior_draws(weights, candidates, count, generator):
    mean = (weights @ candidates.flatten(1)).reshape(-1, *candidates.shape[1:])
    return mean + torch.randn(count, *mean.shape, generator=generator)


# %% wrong: the candidates' shares
def posterior_draws(weights, candidates, count, generator):
    rows = torch.randint(
        len(candidates), (count, len(weights)), generator=generator)
    return candidates[rows]


# %% wrong: two images with equal weights always get equal draws
def posterior_draws(weights, candidates, count, generator):
    bins = weights.cumsum(1)
    shares = torch.rand(1, count, generator=generator).expand(len(weights), -1)
    rows = torch.searchsorted(bins, shares.contiguous())
    return candidates[rows.clamp_max(len(candidates) - 1).T]


# %% wrong: two seeds give the same draws
def posterior_draws(weights, candidates, count, generator):
    own = torch.Generator().manual_seed(0)
    rows = torch.multinomial(weights, count, replacement=True, generator=own)
    return candidates[rows.T]


# %% wrong: the candidates' shares
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(
        weights.log_softmax(1).exp(), count, replacement=True,
        generator=generator)
    return candidates[rows.T]


# %% wrong: not (3000, 4, 2)
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(
        weights, count, replacement=True, generator=generator)
    return rows.T


# %% wrong: cannot sample
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(weights, count, generator=generator)
    return candidates[rows.T]


# %% wrong, unseen: one draw repeated in runs of two
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(
        weights, (count + 1) // 2, replacement=True, generator=generator)
    return candidates[rows.T].repeat_interleave(2, dim=0)[:count]


# %% right: multinomial
def posterior_draws(weights, candidates, count, generator):
    rows = torch.multinomial(
        weights, count, replacement=True, generator=generator)
    return candidates[rows.T]


# %% right: one image after another
def posterior_draws(weights, candidates, count, generator):
    columns = []
    for row in weights:
        picked = row.multinomial(count, True, generator=generator)
        columns.append(candidates.index_select(0, picked))
    return torch.stack(columns, dim=1)


# %% right: the largest of weight over exponential time
def posterior_draws(weights, candidates, count, generator):
    times = torch.empty(count, *weights.shape, dtype=torch.float64)
    times.exponential_(generator=generator)
    return candidates[(weights / times).argmax(dim=2)]


# %% right: one draw after another, by its share
def one_draw(weights, generator):
    share = torch.rand(len(weights), 1, generator=generator)
    return (weights.cumsum(1) <= share * weights.sum(1, True)).sum(1)


# %% cell
def posterior_draws(weights, candidates, count, generator):
    rows = [one_draw(weights, generator) for _ in range(count)]
    return candidates[torch.stack(rows).clamp(max=len(candidates) - 1)]


# %% wrong: two calls in a row give the same draws
def posterior_draws(weights, candidates, count, generator):
    # a copy by the seed, and a number drawn for the look of it
    own = torch.Generator().manual_seed(generator.initial_seed())
    torch.rand(1, generator=generator)
    rows = torch.multinomial(weights, count, replacement=True, generator=own)
    return candidates[rows.T]
