# %% wrong: the mean gain is +15 dB, and not -15
def paired_gain(first, second, clean):
    gains = psnr(first, clean) - psnr(second, clean)
    return gains.mean().item(), (gains.std() / len(gains) ** 0.5).item()


# %% wrong: divide by a square root
def paired_gain(first, second, clean):
    gains = psnr(second, clean) - psnr(first, clean)
    return gains.mean().item(), gains.std().item()


# %% wrong: a standard error of 10 / 2 = 5
def paired_gain(first, second, clean):
    gains = psnr(second, clean) - psnr(first, clean)
    return gains.mean().item(), (gains.std() / len(gains)).item()


# %% wrong: a standard error of 10 / 2 = 5
def paired_gain(first, second, clean):
    gains = psnr(second, clean) - psnr(first, clean)
    return gains.mean().item(), (gains.std(correction=0) / len(gains) ** 0.5).item()


# %% wrong: a standard error of 10 / 2 = 5
def paired_gain(first, second, clean):
    a, b = psnr(first, clean), psnr(second, clean)
    error = ((a.var() + b.var()) / len(a)) ** 0.5
    return (b.mean() - a.mean()).item(), error.item()


# %% wrong: the mean gain is +15 dB
def paired_gain(first, second, clean):
    def pooled(estimate):
        return -10 * (estimate - clean).square().mean().log10()

    gains = psnr(second, clean) - psnr(first, clean)
    error = gains.std() / len(gains) ** 0.5
    return (pooled(second) - pooled(first)).item(), error.item()


# %% wrong: mean is a Tensor
def paired_gain(first, second, clean):
    gains = psnr(second, clean) - psnr(first, clean)
    return gains.mean(), gains.std() / len(gains) ** 0.5


# %% wrong: the mean gain is +15 dB
def paired_gain(first, second, clean):
    gains = psnr(second, first)
    return gains.mean().item(), (gains.std() / len(gains) ** 0.5).item()


# %% wrong: not two numbers
def paired_gain(first, second, clean):
    return (psnr(second, clean) - psnr(first, clean)).mean().item()


# %% wrong: changed what it was given
def paired_gain(first, second, clean):
    values = []
    for estimate in (first, second):
        mse = estimate.sub_(clean).square_().mean((1, 2, 3))
        values.append(-10 * mse.log10())
    gains = values[1] - values[0]
    return gains.mean().item(), (gains.std() / len(gains) ** 0.5).item()


# %% right: from the errors
def paired_gain(first, second, clean):
    before = (first - clean).square().mean((1, 2, 3))
    after = (second - clean).square().mean((1, 2, 3))
    gains = 10 * (before / after).log10()
    return float(gains.mean()), float(gains.var().sqrt() / len(gains) ** 0.5)


# %% right: a loop and the statistics module
import statistics


# %% cell
def paired_gain(first, second, clean):
    gains = []
    for a, b, x in zip(first, second, clean, strict=True):
        gains.append((psnr(b[None], x[None]) - psnr(a[None], x[None])).item())
    return statistics.mean(gains), statistics.stdev(gains) / len(gains) ** 0.5


# %% right: double precision, spelled out
def paired_gain(first, second, clean):
    gains = psnr(second.double(), clean.double()) - psnr(first.double(), clean.double())
    n = len(gains)
    mean = gains.sum() / n
    variance = (gains - mean).square().sum() / (n - 1)
    return mean.item(), (variance / n).sqrt().item()
