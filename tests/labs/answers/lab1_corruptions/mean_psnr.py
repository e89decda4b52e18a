# %% wrong: the PSNR of the mean error
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean()
    return (10 * (peak**2 / mse).log10()).item()


# %% wrong: must be clipped
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate - clean).double().square().mean((1, 2, 3))
    mse = mse[mse > 0]
    if len(mse) == 0:
        return float("inf")
    return (10 * (peak**2 / mse).log10()).mean().item()


# %% wrong: with a peak of 255
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return (-10 * mse[mse > 0].log10()).mean().item()


# %% wrong: with a peak of 255
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, 1) - clean).square().mean((1, 2, 3))
    return (10 * (peak**2 / mse[mse > 0]).log10()).mean().item()


# %% wrong: with a peak of 255
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return (10 * (peak / mse[mse > 0]).log10()).mean().item()


# %% wrong: mean is 30 dB
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return (10 * (peak**2 / mse[mse > 0]).log()).mean().item()


# %% wrong: mean is 30 dB
def mean_psnr(estimate, clean, peak=1.0):
    rmse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3)).sqrt()
    return (10 * (peak / rmse[rmse > 0]).log10()).mean().item()


# %% wrong: mean is 30 dB
def mean_psnr(estimate, clean, peak=1.0):
    sse = (estimate.clamp(0, peak) - clean).square().sum((1, 2, 3))
    return (10 * (peak**2 / sse[sse > 0]).log10()).mean().item()


# %% wrong: clipped the caller's own images
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp_(0, peak) - clean).square().mean((1, 2, 3))
    return (10 * (peak**2 / mse[mse > 0]).log10()).mean().item()


# %% wrong: infinitely many dB the mean is 20, not inf
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return (10 * (peak**2 / mse).log10()).mean().item()


# %% wrong: two equal batches
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return (10 * (peak**2 / mse[mse > 0]).log10()).mean().item()


# %% wrong: mean_psnr returns Tensor
def mean_psnr(estimate, clean, peak=1.0):
    mse = (estimate.clamp(0, peak) - clean).square().mean((1, 2, 3))
    return 10 * (peak**2 / mse).log10()


# %% right: a loop over images
import math


# %% cell
def mean_psnr(estimate, clean, peak=1.0):
    values = []
    for restored, truth in zip(estimate, clean, strict=True):
        mse = (restored.clip(0, peak) - truth).pow(2).mean().item()
        if mse > 0:
            values.append(20 * math.log10(peak) - 10 * math.log10(mse))
    return sum(values) / len(values) if values else math.inf


# %% right: numpy in double precision
import numpy as np


# %% cell
def mean_psnr(estimate, clean, peak=1.0):
    x, y = estimate.numpy().astype(float), clean.numpy().astype(float)
    mse = ((np.clip(x, 0, peak) - y) ** 2).reshape(len(x), -1).mean(1)
    if not (mse > 0).any():
        return float("inf")
    return float(np.mean(10 * np.log10(peak**2 / mse[mse > 0])))


# %% right: the package's psnr
def mean_psnr(estimate, clean, peak=1.0):
    values = psnr(estimate.clamp(0, peak), clean, peak=peak)
    finite = values[values.isfinite()]
    return finite.mean().item() if len(finite) else float("inf")
