# %% wrong: latent 0 has other numbers
def product_sample(codes, generator):
    order = torch.rand(codes.shape, generator=generator).argsort(1)
    return codes.gather(1, order)  # the latents of each code are mixed


# %% wrong: two latents still have a correlation of 1.00
def product_sample(codes, generator):
    return codes[torch.randperm(len(codes), generator=generator)]


# %% wrong: latent 0 has other numbers
def product_sample(codes, generator):
    order = torch.randint(len(codes), codes.shape, generator=generator)
    return codes.gather(0, order)  # with replacement


# %% wrong: latent 0 has other numbers
def product_sample(codes, generator):
    noise = torch.randn(codes.shape, generator=generator)
    return codes.mean(0) + codes.std(0) * noise


# %% wrong: latent 0 has other numbers
def product_sample(codes, generator):
    order = torch.randperm(codes.numel(), generator=generator)
    return codes.flatten()[order].view(codes.shape)


# %% wrong: draw from the one that is passed
def product_sample(codes, generator):
    columns = [column[torch.randperm(len(codes))] for column in codes.T]
    return torch.stack(columns, 1)


# %% wrong: gives one result whatever the generator is
def product_sample(codes, generator):
    columns = [column.roll(k * len(codes) // 7) for k, column in enumerate(codes.T, 1)]
    return torch.stack(columns, 1)


# %% wrong: the codes that were given are changed
def product_sample(codes, generator):
    for k in range(codes.shape[1]):
        codes[:, k] = codes[torch.randperm(len(codes), generator=generator), k]
    return codes


# %% wrong: when it is called twice with one generator
def product_sample(codes, generator):
    own = Generator().manual_seed(generator.initial_seed())
    order = torch.rand(codes.shape, generator=own).argsort(0)
    return codes.gather(0, order)


# %% wrong: has shape (4, 300)
def product_sample(codes, generator):
    return torch.stack(
        [column[torch.randperm(len(codes), generator=generator)] for column in codes.T])


# %% wrong: two latents still have a correlation
def product_sample(codes, generator):
    mixed = codes.clone()
    half = codes.shape[1] // 2  # two groups of latents
    for part in (slice(0, half), slice(half, None)):
        mixed[:, part] = codes[torch.randperm(len(codes), generator=generator)][:, part]
    return mixed


# %% wrong: latent 0 is not permuted
def product_sample(codes, generator):
    mixed = codes.clone()
    for k in range(1, codes.shape[1]):
        order = torch.randperm(len(codes), generator=generator)
        mixed[:, k] = codes[order, k]
    return mixed


# %% wrong: two latents still have a correlation
def product_sample(codes, generator):
    shifts = torch.randint(len(codes), (codes.shape[1],), generator=generator)
    columns = zip(codes.T, shifts.tolist(), strict=True)
    return torch.stack([column.roll(shift) for column, shift in columns], 1)


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def product_sample(codes, generator):
    offset = int(torch.randint(2**31, (), generator=generator))
    own = Generator().manual_seed(generator.initial_seed() + offset % 1000)
    return codes.gather(0, torch.rand(codes.shape, generator=own).argsort(0))


# %% wrong: latent 3 is not permuted
def product_sample(codes, generator):
    order = torch.rand(codes.shape, generator=generator).argsort(0)
    mixed = codes.gather(0, order)
    mixed[:, -1] = codes[:, -1]  # one may stay, it seems
    return mixed


# %% wrong: latent 1 is not permuted
def product_sample(codes, generator):
    order = torch.rand(codes.shape, generator=generator).argsort(0)
    mixed = codes.gather(0, order)
    mixed[:, 1:2] = codes[:, 1:2]
    return mixed


# %% right: a permutation for each column
def product_sample(codes, generator):
    n, d = codes.shape
    return torch.stack(
        [codes[torch.randperm(n, generator=generator), k] for k in range(d)], dim=1)


# %% right: written into an empty tensor
def product_sample(codes, generator):
    mixed = torch.empty_like(codes)
    for k, column in enumerate(codes.unbind(1)):
        mixed[:, k] = column[torch.randperm(len(column), generator=generator)]
    return mixed


# %% right: sorted normal numbers, transposed, with a helper in another cell
def orders(rows, columns, dice):
    return torch.randn(columns, rows, generator=dice, dtype=torch.float64).sort(1).indices


# %% cell
def product_sample(codes, generator):
    n, d = codes.shape
    return torch.take_along_dim(codes, orders(n, d, generator).T, dim=0)
