# %% wrong: come out at half of 1/p
def random_scan(clean, chances, generator):
    measured = torch.rand(len(clean), 1, *chances.shape, generator=generator) < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: more or less often than
def random_scan(clean, chances, generator):
    measured = torch.rand(len(clean), 1, *chances.shape, generator=generator) < chances
    measured = measured | measured.flip(2, 3).roll((1, 1), (2, 3))
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: more or less often than
def random_scan(clean, chances, generator):
    measured = torch.rand(len(clean), 1, *chances.shape, generator=generator) < chances
    measured = measured & measured.flip(2, 3).roll((1, 1), (2, 3))
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: divide the measured by p
def paired_uniform(count, shape, generator):
    height, width = shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    return torch.rand(count, height * width, generator=generator)[:, None][..., first]

def random_scan(clean, chances, generator):
    measured = paired_uniform(len(clean), chances.shape, generator) < chances
    return torch.fft.ifft2(measured * torch.fft.fft2(clean)).real
# %% wrong: more or less often than
def paired_uniform(count, shape, generator):
    height, width = shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    return torch.rand(count, height * width, generator=generator)[:, None][..., first]

def random_scan(clean, chances, generator):
    measured = paired_uniform(len(clean), chances.shape, generator) > chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: come out at half of 1/p
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (height - 1 - rows) * width + width - 1 - columns)
    uniform = torch.rand(len(clean), height * width, generator=generator)
    measured = uniform[:, None][..., first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: channels share a mask
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    uniform = torch.rand(*clean.shape[:2], height * width, generator=generator)
    measured = uniform[..., first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: all images have the same mask
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    measured = torch.rand(height * width, generator=generator)[first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: must come out at 0 or at 1/p
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    uniform = torch.rand(len(clean), height * width, generator=generator)
    measured = uniform[:, None][..., first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).abs()
# %% wrong: pictures are torch.complex64, not float32
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    uniform = torch.rand(len(clean), height * width, generator=generator)
    measured = uniform[:, None][..., first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean))
# %% wrong: used torch's global generator
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    measured = torch.rand(len(clean), height * width)[:, None][..., first] < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% wrong: must come out at 0 or at 1/p
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    uniform = torch.rand(len(clean), height * width, generator=generator)
    measured = uniform[:, None][..., first] < chances
    return torch.fft.ifft2(measured / chances.mean() * torch.fft.fft2(clean)).real
# %% wrong: must come out at 0 or at 1/p
def random_scan(clean, chances, generator):
    height, width = chances.shape
    rows, columns = torch.arange(height)[:, None], torch.arange(width)
    first = torch.minimum(rows * width + columns,
                          (-rows % height) * width + -columns % width)
    uniform = torch.rand(len(clean), height * width, generator=generator)
    measured = uniform[:, None][..., first] < chances
    scan = torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
    return scan.clamp(0, 1)
# %% wrong, unseen: half of the frequencies mirrored, which is right for even sides alone
def random_scan(clean, chances, generator):
    height, width = chances.shape
    uniform = torch.rand(len(clean), 1, height, width, generator=generator)
    partner = uniform.flip(2, 3).roll((1, 1), (2, 3))
    half = width // 2
    uniform[..., half + 1:] = partner[..., half + 1:]
    for column in (0, half):
        uniform[..., height // 2 + 1:, column] = partner[..., height // 2 + 1:, column]
    measured = uniform < chances
    return torch.fft.ifft2(measured / chances * torch.fft.fft2(clean)).real
# %% right: mirrored with flip and roll
def random_scan(clean, chances, generator):
    uniform = torch.rand(len(clean), 1, *chances.shape, generator=generator)
    places = torch.arange(chances.numel()).view(chances.shape)
    def partner(grid):
        return grid.flip(-2, -1).roll((1, 1), (-2, -1))
    uniform = torch.where(places <= partner(places), uniform, partner(uniform))
    kept = (uniform < chances).float()
    return torch.fft.ifft2(torch.fft.fft2(clean) * kept / chances).real
# %% right: loops over frequencies
def random_scan(clean, chances, generator):
    height, width = chances.shape
    weights = torch.zeros(len(clean), 1, height, width)
    for r in range(height):
        for c in range(width):
            here, there = (r, c), (-r % height, -c % width)
            if here <= there:
                drawn_once = torch.rand(len(clean), generator=generator) < chances[here]
                weights[:, 0, r, c] = drawn_once / chances[here]
                weights[:, 0, there[0], there[1]] = drawn_once / chances[here]
    return torch.fft.ifft2(torch.fft.fft2(clean) * weights).real
# %% right: bernoulli in float64, a helper in another cell
def partners(height, width):
    places = torch.arange(height * width).view(height, width)
    return places[-torch.arange(height) % height][:, -torch.arange(width) % width]
# %% cell
def random_scan(clean, chances, generator):
    b = torch.bernoulli(
        chances.double().expand(len(clean), -1, -1), generator=generator).flatten(1)
    other = partners(*chances.shape).flatten()
    first = torch.minimum(other, torch.arange(len(other)))
    weights = b[:, first].view(-1, 1, *chances.shape) / chances.double()
    return torch.fft.ifft2(weights * torch.fft.fft2(clean.double())).real.to(clean.dtype)
