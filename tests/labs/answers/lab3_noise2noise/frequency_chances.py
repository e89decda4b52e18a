# %% wrong: must stand at [0, 0]
def solved(distance, share):
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)

def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftshift(torch.fft.fftfreq(n)) for n in (height, width))
    return solved(torch.hypot(rows[:, None], columns), share)
# %% wrong: k and -k must have the same probability
def frequency_chances(height, width, share):
    rows, columns = torch.arange(height) / height, torch.arange(width) / width
    distance = torch.hypot(rows[:, None], columns)
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: |k| is in cycles per pixel
def frequency_chances(height, width, share):
    rows, columns = (n * torch.fft.fftfreq(n) for n in (height, width))
    distance = torch.hypot(rows[:, None], columns)
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: |k| is the Euclidean distance
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n).abs() for n in (height, width))
    distance = rows[:, None] + columns
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: in proportion to |k|
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    distance = rows[:, None] ** 2 + columns**2
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: frequency 0 is always measured
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    p = torch.exp(-3 * torch.hypot(rows[:, None], columns))
    return share * p / p.mean()
# %% wrong: the mean is
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    return torch.exp(-torch.hypot(rows[:, None], columns) / share)
# %% wrong: have (6, 8) frequencies
def frequency_chances(height, width, share):
    rows, columns = torch.fft.fftfreq(height), torch.fft.rfftfreq(width)
    distance = torch.hypot(rows[:, None], columns)
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: the mean is
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    distance = torch.hypot(rows[:, None], columns)
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (low, decay) if too_many else (decay, high)
    return torch.exp(-decay * distance)
# %% wrong: have (6, 8) frequencies
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    distance = torch.hypot(rows, columns[:, None])
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = torch.exp(-decay * distance).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return torch.exp(-decay * distance)
# %% wrong: in proportion to |k|
def frequency_chances(height, width, share):
    rows, columns = (torch.fft.fftfreq(n) for n in (height, width))
    distance = torch.hypot(rows[:, None], columns)
    low, high = 0.0, 1000.0
    for _ in range(60):
        decay = (low + high) / 2
        too_many = (1 / (1 + decay * distance)).mean() > share
        low, high = (decay, high) if too_many else (low, decay)
    return 1 / (1 + decay * distance)
# %% right: loops, and the distance by hand
import math

def frequency_chances(height, width, share):
    distance = torch.zeros(height, width, dtype=torch.float64)
    for r in range(height):
        for c in range(width):
            distance[r, c] = math.hypot(min(r, height - r) / height, min(c, width - c) / width)
    decay = 0.0
    for step in (100, 10, 1, 0.1, 0.01, 0.001, 0.0001):
        while torch.exp(-(decay + step) * distance).mean() >= share:
            decay += step
    return torch.exp(-decay * distance)
# %% right: Newton's method, a helper in another cell
def lengths(height, width):
    rows = torch.fft.fftfreq(height, dtype=torch.float64).view(-1, 1)
    columns = torch.fft.fftfreq(width, dtype=torch.float64).view(1, -1)
    return (rows.square() + columns.square()).sqrt()
# %% cell
def frequency_chances(height, width, share):
    distance, decay = lengths(height, width), 0.0
    for _ in range(200):
        p = torch.exp(-decay * distance)
        decay += ((p.mean() - share) / (p * distance).mean()).item()
    return torch.exp(-decay * distance).float()
# %% right: scipy finds the root, meshgrid
from scipy.optimize import brentq

def frequency_chances(height, width, share):
    import numpy as np
    rows, columns = np.meshgrid(np.fft.fftfreq(height), np.fft.fftfreq(width), indexing="ij")
    distance = np.sqrt(rows**2 + columns**2)
    decay = brentq(lambda one: np.exp(-one * distance).mean() - share, 0, 1e4)
    return torch.from_numpy(np.exp(-decay * distance))
# %% right: the package's
def frequency_chances(height, width, share):
    return SpectrumMask(share).probabilities(height, width)
