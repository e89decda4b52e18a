# %% wrong: 0.8 cycles look like 0.8 - 1
def seen_stripes(frequency, scale):
    # nothing is folded
    waves = math.sin(math.pi * frequency * scale) / math.sin(math.pi * frequency)
    return frequency * scale, abs(waves) / scale


# %% wrong: 0.8 cycles look like 0.8 - 1
def seen_stripes(frequency, scale):
    # folded at whole numbers, not mirrored
    waves = math.sin(math.pi * frequency * scale) / math.sin(math.pi * frequency)
    return (frequency * scale) % 1, abs(waves) / scale


# %% wrong: 0.8 cycles look like 0.8 - 1
def seen_stripes(frequency, scale):
    # what does not fit is cut off at the limit
    waves = math.sin(math.pi * frequency * scale) / math.sin(math.pi * frequency)
    return min(frequency * scale, 0.5), abs(waves) / scale


# %% wrong: cycles per small pixel, got 0.1000
def seen_stripes(frequency, scale):
    # in cycles per large pixel
    cycles = frequency * scale
    waves = math.sin(math.pi * cycles) / math.sin(math.pi * frequency)
    return abs(cycles - round(cycles)) / scale, abs(waves) / scale


# %% wrong: a contrast is not negative
def seen_stripes(frequency, scale):
    cycles = frequency * scale
    waves = math.sin(math.pi * cycles) / math.sin(math.pi * frequency)
    return abs(cycles - round(cycles)), waves / scale


# %% wrong: the contrast of block means is 0.9511, got 1.9021
def seen_stripes(frequency, scale):
    # the sum for the mean
    cycles = frequency * scale
    waves = math.sin(math.pi * cycles) / math.sin(math.pi * frequency)
    return abs(cycles - round(cycles)), abs(waves)


# %% wrong: the contrast of block means is 0.9511, got 0.9045
def seen_stripes(frequency, scale):
    # power, not amplitude
    cycles = frequency * scale
    waves = math.sin(math.pi * cycles) / math.sin(math.pi * frequency)
    return abs(cycles - round(cycles)), (waves / scale) ** 2


# %% wrong: the contrast of block means is 0.9511, got 0.9355
def seen_stripes(frequency, scale):
    # the box without pixels
    cycles = frequency * scale
    return abs(cycles - round(cycles)), abs(
        math.sin(math.pi * cycles) / (math.pi * cycles))


# %% wrong: the frequency seen is 0.20 cycles per small pixel, got 0.9511
def seen_stripes(frequency, scale):
    # the other order
    cycles = frequency * scale
    waves = math.sin(math.pi * cycles) / math.sin(math.pi * frequency)
    return abs(waves) / scale, abs(cycles - round(cycles))


# %% wrong: must return two numbers
def seen_stripes(frequency, scale):
    cycles = frequency * scale
    return (abs(cycles - round(cycles)),)


# %% right: a loop over the block
def seen_stripes(frequency, scale):
    rest = (frequency * scale) % 1.0
    real = sum(math.cos(2 * math.pi * frequency * k) for k in range(scale))
    imaginary = sum(math.sin(2 * math.pi * frequency * k) for k in range(scale))
    return min(rest, 1 - rest), math.hypot(real, imaginary) / scale


# %% right: complex numbers in torch
def seen_stripes(frequency, scale):
    block = torch.exp(2j * math.pi * frequency * torch.arange(scale))
    rest = torch.tensor(frequency * scale).remainder(1)
    return torch.minimum(rest, 1 - rest), block.mean().abs()


# %% right: numpy, folded by the angle
def seen_stripes(frequency, scale):
    import numpy as np

    angle = np.arccos(np.cos(2 * np.pi * frequency * scale)) / (2 * np.pi)
    block = np.exp(2j * np.pi * frequency * np.arange(scale))
    return np.array([angle, abs(block.mean())])


# %% right: measured, with a helper
def amplitude(row, frequency):
    n = torch.arange(len(row), dtype=torch.float64)
    return (row * torch.exp(-2j * math.pi * frequency * n)).mean().abs()
# %% cell
def seen_stripes(frequency, scale):
    cycles = frequency * scale
    n = torch.arange(20_000 * scale, dtype=torch.float64)
    wave = torch.exp(2j * math.pi * frequency * n)
    means = wave.reshape(-1, scale).mean(dim=1)
    return abs(cycles - math.floor(cycles + 0.5)), amplitude(means, cycles)
