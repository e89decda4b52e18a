# %% wrong: measured without their partner
def measured_mask(p, count, generator):
    height, width = p.shape
    uniform = torch.rand(count, 1, height, width, generator=generator)
    return uniform < p

# %% wrong: was measured in
def measured_mask(p, count, generator):
    mask = torch.rand(count, 1, *p.shape, generator=generator) < p
    return mask | mask.flip(2, 3).roll((1, 1), (2, 3))

# %% wrong: was measured in
def measured_mask(p, count, generator):
    mask = torch.rand(count, 1, *p.shape, generator=generator) < p
    return mask & mask.flip(2, 3).roll((1, 1), (2, 3))

# %% wrong: was measured in
def measured_mask(p, count, generator):
    uniform = torch.rand(count, 1, *p.shape, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    return torch.minimum(uniform, partner) < p

# %% wrong: was measured in
def measured_mask(p, count, generator):
    uniform = torch.rand(count, 1, *p.shape, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    return (uniform + partner) / 2 < p

# %% wrong: measured without their partner
def measured_mask(p, count, generator):
    uniform = torch.rand(count, 1, *p.shape, generator=generator)
    place = torch.arange(p.numel()).reshape(p.shape)
    first = place <= place.flip(0, 1)
    return torch.where(first, uniform, uniform.flip(2, 3)) < p

# %% wrong: measured without their partner
def measured_mask(p, count, generator):
    height, width = p.shape
    uniform = torch.rand(count, 1, height, width, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    column = torch.arange(width)
    return torch.where(column <= width // 2, uniform, partner) < p

# %% wrong: all scans measure the same
def measured_mask(p, count, generator):
    uniform = torch.rand(1, 1, *p.shape, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    place = torch.arange(p.numel()).reshape(p.shape)
    first = place <= place.flip(0, 1).roll((1, 1), (0, 1))
    same = torch.where(first, uniform, partner) < p
    return same.repeat(count, 1, 1, 1)

# %% wrong: two results for two generators of one seed
def measured_mask(p, count, generator):
    uniform = torch.rand(count, 1, *p.shape)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    place = torch.arange(p.numel()).reshape(p.shape)
    first = place <= place.flip(0, 1).roll((1, 1), (0, 1))
    return torch.where(first, uniform, partner) < p

# %% wrong: returns torch.float32, not torch.bool
def measured_mask(p, count, generator):
    uniform = torch.rand(count, 1, *p.shape, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    place = torch.arange(p.numel()).reshape(p.shape)
    first = place <= place.flip(0, 1).roll((1, 1), (0, 1))
    return (torch.where(first, uniform, partner) < p).float()

# %% wrong: was measured in
def measured_mask(p, count, generator):
    whole = torch.rand(count, 1, 1, 1, generator=generator)
    mean = p.mean().expand(p.shape)
    return whole.expand(count, 1, *p.shape) < mean

# %% wrong, unseen: all frequencies of a scan hang on one number
def measured_mask(p, count, generator):
    whole = torch.rand(count, 1, 1, 1, generator=generator)
    return whole < p

# %% right: pair by pair
def measured_mask(p, count, generator):
    height, width = p.shape
    mask = torch.zeros(count, 1, height, width, dtype=torch.bool)
    for i in range(height):
        for j in range(width):
            a, b = -i % height, -j % width
            if (i, j) <= (a, b):
                hit = torch.rand(count, generator=generator) < p[i, j]
                mask[:, 0, i, j] = mask[:, 0, a, b] = hit
    return mask

# %% right: both look at the number of the first
def measured_mask(p, count, generator):
    place = torch.arange(p.numel()).reshape(p.shape)
    partner = place.flip(0, 1).roll((1, 1), (0, 1))
    uniform = torch.rand(count, p.numel(), generator=generator)
    uniform = uniform[:, torch.minimum(place, partner).flatten()]
    return uniform.reshape(count, 1, *p.shape) < p

# %% right: the larger place decides, in float64
def measured_mask(p, count, generator):
    uniform = torch.rand(
        count, 1, *p.shape, generator=generator, dtype=torch.float64)
    i = -torch.arange(p.shape[0]) % p.shape[0]
    j = -torch.arange(p.shape[1]) % p.shape[1]
    partner = uniform[:, :, i][..., j]
    place = torch.arange(p.numel()).reshape(p.shape)
    last = place >= place[i][:, j]
    return torch.where(last, uniform, partner) < p
