"""Errors against a reference that is noisy itself, told without its noise."""

import torch
from torch import Tensor

from dlc_support.evaluation.metrics import check_shapes
from dlc_support.shapes import Images, PerExample

DARK = 0.01  # added to the squared reference, so that black pixels do not decide


def relative_mse(estimate: Images, one: Tensor, other: Tensor) -> PerExample:
    r"""Relative squared error of each image, without the share of the references' own noise.

    $\frac1D \sum_i \frac{(\hat x_i - a_i)(\hat x_i - b_i)}{r_i^2 + 0.01}$ with $r = (a + b) / 2$
    and two independent, unbiased references $a, b$ of the same image: the expectation of the
    product is $(\hat x_i - x_i)^2$, as their noises are independent of each other. A squared
    distance to either would be larger by that one's variance, as a Noise2Noise risk is. The
    denominator is right where the references' noise is small beside the image.

    Args:
        estimate: Restored images, independent of the references' noise; linear radiance.
        one: First reference.
        other: Second reference.

    Returns:
        One value per image; it may be a little below 0 where the error is.

    Raises:
        ValueError: If the shapes differ (they would broadcast).

    Source:
        The relative error is that of Rousselle et al. (2011).

    Example:
        >>> clean = torch.ones(1, 1, 1, 1)
        >>> relative_mse(clean + 1, clean - 0.5, clean + 0.5).round(decimals=4)
        tensor([0.7426])
    """
    check_shapes(estimate, one)
    check_shapes(estimate, other)
    product = (estimate - one) * (estimate - other)
    mean = (one + other) / 2
    return (product / (mean.square() + DARK)).flatten(1).mean(dim=1)


def brightness(estimate: Images, reference: Tensor, *, below: float = 3.0) -> PerExample:
    r"""Total radiance of each image over that of its reference, 1 for an unbiased estimate.

    $\sum_i \hat x_i \,/ \sum_i r_i$ over the pixels with $r_i$ below a limit: those that do not
    show a lamp, which would outweigh all others.

    Args:
        estimate: Restored images, linear radiance.
        reference: What they are compared with, same shape.
        below: Largest radiance of a pixel that counts.

    Raises:
        ValueError: If the shapes differ (they would broadcast).

    Example:
        >>> brightness(torch.full((1, 1, 2, 2), 0.5), torch.tensor([[[[1.0, 1.0], [1.0, 9.0]]]]))
        tensor([0.5000])
    """
    check_shapes(estimate, reference)
    counts = (reference < below).to(reference)
    totals = [(image * counts).flatten(1).sum(dim=1) for image in (estimate, reference)]
    return torch.div(*totals)
