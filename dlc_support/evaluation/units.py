"""One result in the units of another: PSNR and its errors, likelihoods, weights of a loss."""

from math import log, log2, pi

import torch

from dlc_support.evaluation.metrics import decibels
from dlc_support.pixels import BLACK, WEIGHTS, WHITE

DIVERGENCES = ("sum", "mean")


def psnr_from_mse(mse: float | int, *, peak: float | int = 1.0) -> float:
    """PSNR in dB of a mean squared error in squared units of `peak`; inf for 0.

    Raises:
        ValueError: If the error is negative or `peak` not positive.

    Example:
        >>> round(psnr_from_mse(0.001), 3), round(psnr_from_mse(65.025, peak=255), 3)
        (30.0, 30.0)
    """
    if mse < 0:
        raise ValueError(f"mse must be >= 0, got {mse}")
    return float(decibels(torch.tensor(mse, dtype=torch.float64), peak=peak))


def mse_from_psnr(psnr: float | int, *, peak: float | int = 1.0) -> float:
    """Mean squared error in squared units of `peak` of a PSNR in dB.

    Raises:
        ValueError: If `peak` is not positive.

    Example:
        >>> round(mse_from_psnr(30.0), 6), round(mse_from_psnr(30.0, peak=255), 3)
        (0.001, 65.025)
    """
    _check_positive(peak=peak)
    return peak**2 / 10 ** (psnr / 10)


def mse_from_sse(sse: float | int, dimensions: int) -> float:
    """The error of one component from that of a whole image of `dimensions` components.

    Example:
        >>> mse_from_sse(7.84, 784)
        0.01
    """
    _check_positive(dimensions=dimensions)
    return sse / dimensions


def psnr_at_peak(psnr: float | int, *, told: float | int, meant: float | int) -> float:
    r"""A PSNR that was computed with the peak `told`, as it is with the peak `meant`, in dB.

    $\text{PSNR} + 20 \log_{10}(\text{meant} / \text{told})$: images in [-1, 1] that a metric took
    for a range of 1 lose 6.02 dB.

    Example:
        >>> round(psnr_at_peak(24.0, told=1, meant=2), 2)
        30.02
    """
    _check_positive(told=told, meant=meant)
    return psnr + 20 * log(meant / told, 10)


def studio_gain() -> float:
    r"""What a luma PSNR gains in studio range, where an error counts 219 / 255: 1.32 dB.

    Example:
        >>> round(studio_gain(), 4)
        1.3219
    """
    return psnr_at_peak(0.0, told=WHITE - BLACK, meant=255)


def luma_gain(correlation: float | int) -> float:
    r"""What PSNR gains from colour to full-range luma, in dB, for errors alike in each channel.

    With equal variances and one correlation $\rho$ between the channels' errors the luma's is
    $\rho + (1 - \rho) \sum_c w_c^2$ of them. Errors equal in all channels (a grey error) gain
    nothing, independent ones 3.5 dB; which it is, no single number tells.

    Args:
        correlation: Between the errors of two channels, in [-0.5, 1].

    Raises:
        ValueError: If three channels cannot have this correlation.

    Example:
        >>> round(luma_gain(1.0), 2), round(luma_gain(0.0), 2)
        (0.0, 3.5)
    """
    if not -0.5 <= correlation <= 1:
        raise ValueError(f"correlation must lie in [-0.5, 1], got {correlation}")
    independent = sum(weight**2 for weight in WEIGHTS)
    return psnr_from_mse(correlation + (1 - correlation) * independent)


def rounded_psnr(psnr: float | int) -> float:
    r"""A PSNR after the restored image was rounded to bytes, in dB.

    Rounding adds an error of its own, uniform over a step: $\frac{1}{12 \cdot 255^2}$ to the mean
    squared error, where it does not depend on the image's. (It does where the clean image holds
    whole bytes and the error is below a level: rounding then takes error away.)

    Example:
        >>> round(rounded_psnr(30.0), 3), round(rounded_psnr(50.0), 2)
        (29.994, 49.48)
    """
    return psnr_from_mse(mse_from_psnr(psnr) + 1 / (12 * 255**2))


def bits_per_dimension(
    nats: float | int, dimensions: int, *, width: float | int = 1 / 256
) -> float:
    r"""Bits per component of a negative log-likelihood in nats per image.

    $\frac{\text{nats}}{D \ln 2} - \log_2 w$: a density is turned into a probability by the width
    $w$ of a level in the units in which the model sees the data. For bytes scaled to [0, 1] that
    adds 8 bits, to [-1, 1] it adds 7, and nothing for a model of whole numbers or of binary
    pixels (`width=1`).

    Args:
        nats: Mean of $-\log p$ over images, each summed over its components.
        dimensions: Components D of an image: channels x height x width.
        width: Of a level, in the model's units: 1 / 256 for bytes in [0, 1] with noise added.

    Raises:
        ValueError: If `dimensions` or `width` is not positive.

    Example:
        >>> bits_per_dimension(0.0, 784)  # the uniform density on [0, 1]
        8.0
        >>> round(bits_per_dimension(89.8, 784, width=1), 4)  # binary pixels
        0.1652
    """
    _check_positive(dimensions=dimensions, width=width)
    return nats / (dimensions * log(2)) - log2(width)


def nats_per_image(bits: float | int, dimensions: int, *, width: float | int = 1 / 256) -> float:
    """The inverse of `bits_per_dimension`: nats per image, of the density in the model's units.

    Example:
        >>> nats_per_image(8.0, 784)
        0.0
    """
    _check_positive(dimensions=dimensions, width=width)
    return (bits + log2(width)) * dimensions * log(2)


def gaussian_nats(mse: float | int, dimensions: int, *, sigma: float | int | None = None) -> float:
    r"""Nats per image of a Gaussian decoder whose mean has this squared error.

    $\frac{D}{2} \left( \ln 2 \pi \sigma^2 + \frac{\text{MSE}}{\sigma^2} \right)$. With $\sigma^2$
    equal to the MSE, which is the best choice, it is a function of the PSNR: a dB is
    $\frac{1}{20} \log_2 10 = 0.166$ bits per dimension. With half the squared error as a loss
    $\sigma$ is 1, and the terms without the error are left out.

    Args:
        mse: Mean squared error of a component, in squared units of the data.
        dimensions: Components D of an image.
        sigma: Standard deviation of the decoder; None is the best, the root of the MSE.

    Raises:
        ValueError: If a number is not positive.

    Example:
        >>> nats = gaussian_nats(mse_from_psnr(30.0), 784)
        >>> round(bits_per_dimension(nats, 784), 3)
        5.064
    """
    _check_positive(mse=mse, dimensions=dimensions)
    variance = mse
    if sigma is not None:
        _check_positive(sigma=sigma)
        variance = sigma**2
    return 0.5 * dimensions * (log(2 * pi * variance) + mse / variance)


def kl_weight(
    weight: float | int,
    dimensions: int,
    *,
    reconstruction: str,
    divergence: str = "sum",
    latents: int = 1,
) -> float:
    r"""The $\beta$ that a weight on the KL term means, whatever the two terms are averaged over.

    $\beta$ is the weight beside $\frac12 \text{SSE}$ (or beside a likelihood in nats), both terms
    summed over components and averaged over the batch. A mean over the D components makes the
    reconstruction D times smaller, and so the same weight D times stronger: with the mean squared
    error $\beta = w D / 2$. The weight of any other term in nats, such as FactorVAE's $\gamma$,
    converts alike.

    Args:
        weight: The factor on the KL term, as written in a paper or in code.
        dimensions: Components D of an image.
        reconstruction: What stands beside it: `"half_sse"`, `"sse"`, `"mse"` (mean over
            components), `"nats"` (a negative log-likelihood or cross-entropy, summed) or
            `"mean_nats"` (its mean over components).
        divergence: KL summed over the latent components, or averaged over them.
        latents: Components of the latent, where the KL is averaged.

    Raises:
        ValueError: If a count is not positive or a name unknown.

    Example:
        >>> kl_weight(1.0, 784, reconstruction="mse")
        392.0
        >>> kl_weight(1.0, 784, reconstruction="mse", divergence="mean", latents=10)
        39.2
    """
    _check_positive(dimensions=dimensions, latents=latents)
    factors = {  # that make half the squared error, or nats, of what is written
        "half_sse": 1.0,
        "sse": 0.5,
        "mse": dimensions / 2,
        "nats": 1.0,
        "mean_nats": float(dimensions),
    }
    if reconstruction not in factors:
        raise ValueError(f"reconstruction must be one of {list(factors)}, got {reconstruction!r}")
    if divergence not in DIVERGENCES:
        raise ValueError(f"divergence must be one of {DIVERGENCES}, got {divergence!r}")
    summed = weight if divergence == "sum" else weight / latents
    return summed * factors[reconstruction]


def decoder_sigma(beta: float | int) -> float:
    r"""Standard deviation of the Gaussian decoder whose ELBO has this $\beta$ beside half the SSE.

    $\frac{1}{2 \sigma^2} \text{SSE} + \text{KL}$ is $\frac{1}{\sigma^2}$ times
    $\frac12 \text{SSE} + \sigma^2 \text{KL}$: so $\sigma = \sqrt{\beta}$, in units of the data.

    Example:
        >>> decoder_sigma(0.01)
        0.1
    """
    _check_positive(beta=beta)
    return beta**0.5


def _check_positive(**values: float | int) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be > 0, got {value}")
