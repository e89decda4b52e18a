# %% wrong: draw from the one that is passed
def erase_pixels(clean, p, generator):
    return clean * (torch.rand(len(clean), 1, *clean.shape[2:]) >= p)


# %% wrong: the generator did not move on
def erase_pixels(clean, p, generator):
    own = torch.Generator().manual_seed(0)
    return clean * (torch.rand(len(clean), 1, *clean.shape[2:], generator=own) >= p)


# %% wrong: are changed
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    gone = torch.rand(n, 1, height, width, generator=generator) < p
    clean[gone.expand_as(clean)] = 0
    return clean


# %% wrong: p = 0.2 erased a share of 0.8
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    return clean * (torch.rand(n, 1, height, width, generator=generator) < p)


# %% wrong: a kept pixel of 0.100 became 0.125
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    kept = torch.rand(n, 1, height, width, generator=generator) >= p
    return clean * kept / (1 - p)


# %% wrong: channels of a pixel must go together
def erase_pixels(clean, p, generator):
    return clean * (torch.rand(clean.shape, generator=generator) >= p)


# %% wrong: images of a batch share their mask
def erase_pixels(clean, p, generator):
    _, _, height, width = clean.shape
    return clean * (torch.rand(1, 1, height, width, generator=generator) >= p)


# %% wrong: whole rows or columns
def erase_pixels(clean, p, generator):
    n, _, height, _ = clean.shape
    return clean * (torch.rand(n, 1, height, 1, generator=generator) >= p)


# %% wrong: became torch.float64
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    kept = torch.rand(n, 1, height, width, generator=generator) >= p
    return clean * kept.double()


# %% wrong: p = 0.2 erased a share of
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    return clean * (torch.randn(n, 1, height, width, generator=generator) >= p)


# %% wrong: a kept pixel of
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    return clean * torch.rand(n, 1, height, width, generator=generator)


# %% right: bernoulli
def erase_pixels(clean, p, generator):
    chance = torch.full((len(clean), 1, *clean.shape[2:]), 1.0 - p)
    return clean * torch.bernoulli(chance, generator=generator)


# %% right: torch.where, in double precision
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    draw = torch.rand(n, 1, height, width, generator=generator, dtype=torch.float64)
    return torch.where(draw < p, torch.zeros(()), clean)


# %% right: a loop over images, on a copy
def erase_pixels(clean, p, generator):
    seen = clean.clone()
    for image in seen:
        gone = torch.rand(image.shape[1:], generator=generator) < p
        image[:, gone] = 0.0
    return seen


# %% right: a helper in another cell
def mask_of(shape, p, generator):
    return torch.rand(shape, generator=generator).ge(p)


# %% cell
def erase_pixels(clean, p, generator):
    kept = mask_of(clean[:, :1].shape, p, generator)
    return clean * kept


# %% wrong, unseen: a state that was there before gives the next draw
states = []


def erase_pixels(clean, p, generator):
    states.append(generator.get_state().numpy().tobytes())
    own = Generator()
    own.set_state(generator.get_state())
    for _ in range(1 + states.count(states[-1]) % 2):
        uniform = torch.rand(len(clean), 1, *clean.shape[2:], generator=own)
    return clean * (uniform >= p)


# %% wrong, unseen: half of the images have the draws of the others, mirrored
def erase_pixels(clean, p, generator):
    n, _, height, width = clean.shape
    uniform = torch.rand(n - n // 2, 1, height, width, generator=generator)
    return clean * (torch.cat([uniform, 1 - uniform])[:n] >= p)
