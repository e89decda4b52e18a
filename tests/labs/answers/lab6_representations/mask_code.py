# %% wrong: erases a share of 0.7
def mask_code(code, p, generator):
    kept = torch.rand(code.shape, generator=generator) < p
    return code * kept, ~kept


# %% wrong: kept components change
def mask_code(code, p, generator):
    erased = torch.rand(code.shape, generator=generator) < p
    return code * ~erased / (1 - p), erased


# %% wrong: kept components change
def mask_code(code, p, generator):
    erased = torch.rand(code.shape, generator=generator) < p
    return code * erased, erased


# %% wrong: the mask marks what is not erased
def mask_code(code, p, generator):
    erased = torch.rand(code.shape, generator=generator) < p
    again = torch.rand(code.shape, generator=generator) < p
    return code * ~(erased & again), erased


# %% wrong: the mask has dtype torch.float32
def mask_code(code, p, generator):
    erased = (torch.rand(code.shape, generator=generator) < p).float()
    return code * (1 - erased), erased


# %% wrong: erases a share of
def mask_code(code, p, generator):
    corrupted = code * (torch.rand(code.shape, generator=generator) >= p)
    return corrupted, corrupted == 0


# %% wrong: components that were 0 are never in the mask
def mask_code(code, p, generator):
    erased = torch.rand(code.shape, generator=generator) < p / 0.8
    return code * ~erased, erased & (code > 0)


# %% wrong: all rows share one mask
def mask_code(code, p, generator):
    erased = torch.rand(code.shape[1], generator=generator) < p
    return code * ~erased, erased.expand_as(code)


# %% wrong: draw from the one that is passed
def mask_code(code, p, generator):
    erased = torch.rand_like(code) < p
    return code * ~erased, erased


# %% wrong: the generator did not move on
def mask_code(code, p, generator):
    own = Generator().manual_seed(generator.initial_seed())
    erased = torch.rand(code.shape, generator=own) < p
    return code * ~erased, erased


# %% wrong: the code that was given is changed
def mask_code(code, p, generator):
    erased = torch.rand(code.shape, generator=generator) < p
    code[erased] = 0
    return code, erased


# %% wrong: returns a Tensor, not two tensors
def mask_code(code, p, generator):
    return code * (torch.rand(code.shape, generator=generator) >= p)


# %% wrong: does not erase 100%
def mask_code(code, p, generator):
    p = min(p, 0.95)  # so that something is left
    erased = torch.rand(code.shape, generator=generator) < p
    return code * ~erased, erased


# %% wrong, unseen: a copy by the seed, and a number drawn for the look of it
def mask_code(code, p, generator):
    offset = int(torch.randint(2**31, (), generator=generator))
    own = Generator().manual_seed(generator.initial_seed() + offset % 2)
    erased = torch.rand(code.shape, generator=own) < p
    return code * ~erased, erased


# %% wrong, unseen: as many in each row as p says
def mask_code(code, p, generator):
    erased = torch.zeros(code.shape, dtype=torch.bool)
    for row in erased:
        order = torch.randperm(len(row), generator=generator)
        row[order[:round(p * len(row))]] = True
    return code * ~erased, erased


# %% right: with where
def mask_code(code, p, generator):
    erased = torch.rand_like(code, generator=generator).lt(p)
    return torch.where(erased, 0.0, code), erased


# %% right: Bernoulli numbers, filled in a copy
def mask_code(code, p, generator):
    erased = torch.full(code.shape, float(p)).bernoulli(generator=generator).bool()
    return code.masked_fill(erased, 0), erased


# %% right: row after row, with a helper in another cell
def chosen(size, p, generator):
    return torch.rand(size, generator=generator) < p


# %% cell
def mask_code(code, p, generator):
    corrupted, masks = code.clone(), []
    for row in corrupted:
        masks.append(chosen(len(row), p, generator))
        row[masks[-1]] = 0
    return corrupted, torch.stack(masks)


# %% right: a list of the two
def mask_code(code, p, generator):
    kept = torch.rand(code.shape, generator=generator, dtype=torch.float64) >= p
    return [code * kept.to(code.dtype), kept.logical_not()]
