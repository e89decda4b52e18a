# %% wrong: holds other numbers than before
def shuffled_columns(latent, generator):
    return torch.stack([
        row[torch.randperm(len(row), generator=generator)]
        for row in latent])

# %% wrong: columns 0 and 1 had correlation
def shuffled_columns(latent, generator):
    return latent[torch.randperm(len(latent), generator=generator)]

# %% wrong: holds other numbers than before
def shuffled_columns(latent, generator):
    return latent[:, torch.randperm(latent.shape[1], generator=generator)]

# %% wrong: holds other numbers than before
def shuffled_columns(latent, generator):
    flat = latent.flatten()
    flat = flat[torch.randperm(len(flat), generator=generator)]
    return flat.reshape(latent.shape)

# %% wrong: holds other numbers than before
def shuffled_columns(latent, generator):
    which = torch.randint(len(latent), latent.shape, generator=generator)
    return latent.gather(0, which)

# %% wrong: two results for two generators of one seed
def shuffled_columns(latent, generator):
    return torch.stack([
        column[torch.randperm(len(column))] for column in latent.T], dim=1)

# %% wrong: changes its input
def shuffled_columns(latent, generator):
    for column in latent.T:
        column.copy_(column[torch.randperm(len(column), generator=generator)])
    return latent

# %% wrong: returns shape (3, 900)
def shuffled_columns(latent, generator):
    return torch.stack([
        column[torch.randperm(len(column), generator=generator)]
        for column in latent.T])

# %% wrong: of the numbers stayed in place
def shuffled_columns(latent, generator):
    shuffled = latent.clone()
    for number in range(1, latent.shape[1]):
        order = torch.randperm(len(latent), generator=generator)
        shuffled[:, number] = latent[order, number]
    return shuffled

# %% wrong: whatever the generator is
def shuffled_columns(latent, generator):
    own = Generator().manual_seed(0)
    return torch.stack([
        column[torch.randperm(len(column), generator=own)]
        for column in latent.T], dim=1)

# %% wrong, unseen: a turn by a random amount, which is no random order
def shuffled_columns(latent, generator):
    columns = []
    for column in latent.T:
        by = torch.randint(1, len(column), (1,), generator=generator).item()
        columns.append(column.roll(by))
    return torch.stack(columns, dim=1)

# %% right: sorts random numbers
def shuffled_columns(latent, generator):
    order = torch.rand(latent.shape, generator=generator).argsort(0)
    return latent.gather(0, order)

# %% right: column by column into a copy
def shuffled_columns(latent, generator):
    shuffled = latent.clone()
    for number in range(latent.shape[1]):
        order = torch.randperm(latent.shape[0], generator=generator)
        shuffled[:, number] = latent[order, number]
    return shuffled

# %% right: all orders first
def shuffled_columns(latent, generator):
    count, sides = latent.shape
    orders = [torch.randperm(count, generator=generator) for _ in range(sides)]
    return latent[torch.stack(orders, dim=1), torch.arange(sides)]


# %% wrong, unseen: the order of one column is always the same
def shuffled_columns(latent, generator):
    shuffled, own = latent.clone(), Generator().manual_seed(99)
    for number, column in enumerate(latent.T):
        dice = generator if number else own
        shuffled[:, number] = column[torch.randperm(len(column), generator=dice)]
    return shuffled
