"""Distances between estimates and references, one value per example."""

from math import inf, log10

import torch
from jaxtyping import Float
from torch import Tensor

from dlc_support.arguments import EXTREME, check_floating, check_range
from dlc_support.shapes import Examples, PerExample

# The annotation of a reference does not tie its shape to the estimate's: the check at run time
# does, with and without the tests' hook.
Reference = Float[Tensor, "..."]

# The PSNR that rounding to bytes leaves: an error uniform over one step of 1 / 255.
BYTE_CEILING = 10 * log10(12 * 255**2)
SLACK = 1e-4  # of the peak: what rounding adds to a reference


def sse(estimate: Examples, reference: Reference) -> PerExample:
    r"""Sum of squared errors of each example, in squared units of the data.

    $\sum_i (\hat x_i - x_i)^2$ over all components of an example.

    Args:
        estimate: Restored examples.
        reference: Clean examples, same shape and units.

    Returns:
        One value per example; NaN where an example holds NaN.

    Raises:
        ValueError: If the shapes differ (they would broadcast), or there is no component.

    Example:
        >>> sse(torch.zeros(2, 3), torch.ones(2, 3))
        tensor([3., 3.])
    """
    check_shapes(estimate, reference)
    dtype = torch.promote_types(estimate.dtype, torch.float32)
    return (estimate.to(dtype) - reference.to(dtype)).square().flatten(1).sum(dim=1)


def mse(estimate: Examples, reference: Reference) -> PerExample:
    r"""Mean squared error of each example, in squared units of the data.

    $\frac1D \sum_i (\hat x_i - x_i)^2$ over the $D$ components of an example.

    Args:
        estimate: Restored examples.
        reference: Clean examples, same shape and units.

    Returns:
        One value per example; NaN where an example holds NaN.

    Raises:
        ValueError: If the shapes differ (they would broadcast), or there is no component.

    Example:
        >>> mse(torch.zeros(2, 4), torch.tensor([[2.0, 0, 0, 0], [1.0, 1, 1, 1]]))
        tensor([1., 1.])
    """
    return sse(estimate, reference) / estimate.shape[1:].numel()


def psnr(
    estimate: Examples, reference: Reference, *, peak: float = 1.0, ceiling: float = inf
) -> PerExample:
    r"""Peak signal-to-noise ratio of each example, in dB.

    $10 \log_{10}(\text{peak}^2 / \text{MSE})$ with the mean over channels, height and width. The
    mean of these values over a test set is the figure that papers report; it is not the value at
    the mean MSE, which is never larger.

    Args:
        estimate: Restored images, in the units of `peak`; neither clipped nor rounded here.
        reference: Clean images in [0, `peak`], same shape.
        peak: Largest possible value: 1.0 for images in [0, 1], 255.0 for bytes.
        ceiling: Larger values count as this, in dB. A corruption that leaves some images as they
            are (a block on a black corner) makes a mean infinite; `BYTE_CEILING`, 58.92 dB, is
            what rounding to bytes would leave of them.

    Returns:
        One value per example, in dB; `inf` where the two are equal and there is no ceiling, NaN
        where one holds NaN.

    Raises:
        ValueError: If the shapes differ (they would broadcast), `peak` is not positive, the
            reference leaves [0, `peak`], or the estimate's mean is beyond ten times `peak`.

    Example:
        >>> psnr(torch.zeros(1, 1, 2, 2), torch.full((1, 1, 2, 2), 0.1))
        tensor([20.])
    """
    check_images(estimate, reference, peak=peak)
    return decibels(mse(estimate, reference), peak=peak).clamp_max(ceiling)


def decibels(errors: Tensor, *, peak: float | int = 1.0) -> Tensor:
    r"""The PSNR that belongs to mean squared errors: $10 \log_{10}(\text{peak}^2 / \text{MSE})$.

    Args:
        errors: Mean squared errors, in squared units of `peak`.
        peak: Largest possible value of a pixel.

    Raises:
        ValueError: If `peak` is not positive.

    Example:
        >>> decibels(torch.tensor([0.1, 0.01]))
        tensor([10., 20.])
    """
    _check_peak(peak)
    return 10 * torch.log10(peak**2 / errors)


def check_images(estimate: Tensor, reference: Tensor, *, peak: float | int = 1.0) -> None:
    """Refuses images in other units than `peak` says: bytes, say, taken for values in [0, 1].

    References are clean images. An estimate may leave their range, and a bad one may have any
    values; what is in other units shows in its mean.

    Raises:
        ValueError: As `check_shapes`, if the reference leaves [0, `peak`] by more than rounding,
            or as `check_level`.
    """
    _check_peak(peak)
    check_shapes(estimate, reference)
    check_range("reference", reference, 0.0, peak, slack=SLACK * peak)
    check_level("estimate", estimate, peak=peak)


def check_level(name: str, images: Tensor, *, peak: float | int = 1.0) -> None:
    """Refuses images whose mean lies far from the range that `peak` states.

    Raises:
        ValueError: If the mean is beyond ten times `peak`.
    """
    mean = float(images.detach().mean(dtype=torch.float64))
    if abs(mean) > EXTREME * peak:
        raise ValueError(f"{name} must lie near [0, {peak:g}], got values with the mean {mean:g}")


def _check_peak(peak: float | int) -> None:
    if not peak > 0:
        raise ValueError(f"peak must be > 0, got {peak}")


def check_shapes(estimate: Tensor, reference: Tensor) -> None:
    """Refuses what would broadcast to a plausible wrong number.

    Raises:
        ValueError: If the shapes differ, an example has no component, or integers are given.
    """
    check_floating(estimate=estimate, reference=reference)
    if estimate.shape != reference.shape:
        raise ValueError(
            f"estimate and reference must have the same shape, got {tuple(estimate.shape)} "
            f"and {tuple(reference.shape)}"
        )
    if estimate.ndim < 2 or 0 in estimate.shape[1:]:
        raise ValueError(
            f"examples must have at least one component, (batch, ...), got {tuple(estimate.shape)}"
        )
