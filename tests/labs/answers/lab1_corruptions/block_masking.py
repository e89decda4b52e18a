# %% wrong: draw from the one that is passed
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(image.shape[1] - size + 1, ()).item()
        left = torch.randint(image.shape[2] - size + 1, ()).item()
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong: are changed
def mask_block(clean, size, generator):
    for image in clean:
        top = torch.randint(image.shape[1] - size + 1, (), generator=generator)
        left = torch.randint(image.shape[2] - size + 1, (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return clean


# %% wrong: stood at 28 of 40 places
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(image.shape[1] - size, (), generator=generator)
        left = torch.randint(image.shape[2] - size, (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong: a square of size 5 covers
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(image.shape[1], (), generator=generator)
        left = torch.randint(image.shape[2], (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong: a square of size 5 covers (6, 6)
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(image.shape[1] - size, (), generator=generator)
        left = torch.randint(image.shape[2] - size, (), generator=generator)
        image[:, top : top + size + 1, left : left + size + 1] = 0
    return seen


# %% wrong: at the same place in all images
def mask_block(clean, size, generator):
    top = torch.randint(clean.shape[2] - size + 1, (), generator=generator)
    left = torch.randint(clean.shape[3] - size + 1, (), generator=generator)
    seen = clean.clone()
    seen[:, :, top : top + size, left : left + size] = 0
    return seen


# %% wrong: a square of size 5 covers
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        left = torch.randint(image.shape[1] - size + 1, (), generator=generator)
        top = torch.randint(image.shape[2] - size + 1, (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong: a square must cover all channels
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(image.shape[1] - size + 1, (), generator=generator)
        left = torch.randint(image.shape[2] - size + 1, (), generator=generator)
        image[0, top : top + size, left : left + size] = 0
    return seen


# %% wrong: of 40 places
def mask_block(clean, size, generator):
    seen = clean.clone()
    low = min(clean.shape[2:]) - size + 1
    for image in seen:
        start = torch.randint(low, (), generator=generator)
        image[:, start : start + size, start : start + size] = 0
    return seen


# %% wrong: of 40 places
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        top = torch.randint(1, image.shape[1] - size + 1, (), generator=generator)
        left = torch.randint(1, image.shape[2] - size + 1, (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong: pixels outside are changed
def mask_block(clean, size, generator):
    seen = torch.ones_like(clean)
    for image in seen:
        top = torch.randint(image.shape[1] - size + 1, (), generator=generator)
        left = torch.randint(image.shape[2] - size + 1, (), generator=generator)
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% wrong, unseen: rounded, so that places at the border are half as likely as others
def mask_block(clean, size, generator):
    seen = clean.clone()
    for image in seen:
        room = torch.tensor(image.shape[1:]) - size
        top, left = (room * torch.rand(2, generator=generator)).round().int()
        image[:, top : top + size, left : left + size] = 0
    return seen


# %% right: a loop over images
def mask_block(clean, size, generator):
    seen = clean.clone()
    _, _, height, width = clean.shape
    for image in seen:
        top = torch.randint(height - size + 1, (1,), generator=generator).item()
        left = torch.randint(width - size + 1, (1,), generator=generator).item()
        image[:, top : top + size, left : left + size] = 0.0
    return seen


# %% right: one draw for row and column
def mask_block(clean, size, generator):
    n, _, height, width = clean.shape
    across = width - size + 1
    place = torch.randint((height - size + 1) * across, (n,), generator=generator)
    top, left = place // across, place % across
    y = torch.arange(height).view(1, 1, -1, 1) - top.view(-1, 1, 1, 1)
    x = torch.arange(width).view(1, 1, 1, -1) - left.view(-1, 1, 1, 1)
    return clean.masked_fill((y >= 0) & (y < size) & (x >= 0) & (x < size), 0)


# %% right: uniform numbers, rounded down, with a helper in another cell
def starts(n, room, generator):
    return (torch.rand(n, generator=generator, dtype=torch.float64) * room).long()


# %% cell
def mask_block(clean, size, generator):
    n, _, height, width = clean.shape
    seen = clean.clone()
    tops = starts(n, height - size + 1, generator)
    lefts = starts(n, width - size + 1, generator)
    for number in range(n):
        top, left = tops[number], lefts[number]
        seen[number, :, top : top + size, left : left + size] = 0
    return seen


# %% wrong, unseen: the columns are always the same
def mask_block(clean, size, generator):
    seen, own = clean.clone(), Generator().manual_seed(0)
    _, _, height, width = clean.shape
    for image in seen:
        top = int(torch.randint(height - size + 1, (), generator=generator))
        left = int(torch.randint(width - size + 1, (), generator=own))
        image[:, top : top + size, left : left + size] = 0.0
    return seen
