# %% wrong: the last epoch's mean level is
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path.mean().item()), means, path.gather(1, order)


# %% wrong: the last epoch's mean level is
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return path[-1].expand_as(path).clone(), means, path.gather(1, order)


# %% wrong: the last epoch's mean level is
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[0].mean().item()), means, path.gather(1, order)


# %% wrong: the mean of epoch 0 is
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    means = path.mean(0, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, path.gather(1, order)


# %% wrong: epochs share their permutation
def control_levels(path, generator):
    order = torch.randperm(path.shape[1], generator=generator)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, path[:, order]


# %% wrong: shuffled has other levels
def control_levels(path, generator):
    order = torch.randperm(path.numel(), generator=generator)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    shuffled = path.flatten()[order].reshape(path.shape)
    return torch.full_like(path, path[-1].mean().item()), means, shuffled


# %% wrong: shuffled has other levels
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(0)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    shuffled = path.gather(0, order)
    return torch.full_like(path, path[-1].mean().item()), means, shuffled


# %% wrong: shuffled has other levels
def control_levels(path, generator):
    rows = torch.randint(path.shape[1], path.shape, generator=generator)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, path.gather(1, rows)


# %% wrong: draw from the one that is passed
def control_levels(path, generator):
    shuffled = torch.stack([row[torch.randperm(len(row))] for row in path])
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, shuffled


# %% wrong: the generator did not move on
def control_levels(path, generator):
    own = Generator().manual_seed(generator.initial_seed())
    order = torch.rand(path.shape, generator=own).argsort(1)
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, path.gather(1, order)


# %% wrong: gives one result whatever the generator is
def control_levels(path, generator):
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, path.flip(1)


# %% wrong: replayed has shape (4, 1)
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    means = path.mean(1, keepdim=True)
    return torch.full_like(path, path[-1].mean().item()), means, path.gather(1, order)


# %% wrong: the path that was given is changed
def control_levels(path, generator):
    fixed = torch.full_like(path, path[-1].mean().item())
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    for row in path:
        row.copy_(row[torch.randperm(len(row), generator=generator)])
    return fixed, means, path


# %% wrong: not three tensors
def control_levels(path, generator):
    order = torch.rand(path.shape, generator=generator).argsort(1)
    return {"fixed": path[-1].mean(), "replayed": path.mean(1),
            "shuffled": path.gather(1, order)}


# %% wrong, unseen: every other epoch is shuffled by a generator of its own
def control_levels(path, generator):
    own, rows = Generator().manual_seed(7), []
    for epoch, row in enumerate(path):
        dice = generator if epoch % 2 == 0 else own
        rows.append(row[torch.randperm(len(row), generator=dice)])
    means = path.mean(1, keepdim=True).expand_as(path).clone()
    return torch.full_like(path, path[-1].mean().item()), means, torch.stack(rows)


# %% wrong, unseen: a permutation of its own, shifted by the generator
def control_levels(path, generator):
    own = torch.rand(path.shape, generator=Generator().manual_seed(0)).argsort(1)
    shift = torch.randint(path.shape[1], (len(path), 1), generator=generator)
    fixed = path[-1].mean().expand_as(path).clone()
    replayed = path.mean(1, keepdim=True).expand_as(path).clone()
    return fixed, replayed, path.gather(1, (own + shift) % path.shape[1])


# %% right: permutation after permutation
def control_levels(path, generator):
    fixed = torch.full_like(path, path[-1].mean().item())
    replayed = path.mean(dim=1)[:, None].repeat(1, path.shape[1])
    orders = [torch.randperm(path.shape[1], generator=generator) for _ in path]
    rows = [row[order] for row, order in zip(path, orders, strict=True)]
    return fixed, replayed, torch.stack(rows)


# %% right: from the last epoch to the first
def control_levels(path, generator):
    epochs, n = path.shape
    replayed, shuffled = torch.empty_like(path), torch.empty_like(path)
    for epoch in reversed(range(epochs)):
        replayed[epoch] = path[epoch].sum() / n
        shuffled[epoch, torch.randperm(n, generator=generator)] = path[epoch]
    return replayed[-1:].repeat(epochs, 1), replayed, shuffled


# %% right: matrices of ones, with a helper in another cell
def repeated(levels, n):
    return levels.reshape(-1, 1) * torch.ones(1, n)


# %% cell
def control_levels(path, generator):
    epochs, n = path.shape
    keys = torch.randn(epochs, n, generator=generator)
    order = keys.sort(dim=1).indices
    shuffled = torch.take_along_dim(path, order, dim=1)
    last = path[-1].mean().repeat(epochs)
    return [repeated(last, n), repeated(path.mean(1), n), shuffled]


# %% right: random keys that are drawn as one row
def control_levels(path, generator):
    epochs, n = path.shape
    keys = torch.rand(epochs * n, generator=generator).view(epochs, n)
    rows = torch.arange(epochs)[:, None]
    shuffled = path[rows, keys.argsort(dim=1)]
    means = path.double().mean(1, keepdim=True).float().expand(epochs, n)
    return means[-1:].expand(epochs, n).contiguous(), means.contiguous(), shuffled
