"""What tables of completions share: which quadrants are hidden, and how a filling is judged."""

from collections.abc import Callable, Mapping

import torch
from torch import Generator, Tensor
from torch.nn import functional

from dlc_support.corruptions import QuadrantMask
from dlc_support.data import Split
from dlc_support.evaluation import NeighbourCompletion
from dlc_support.shapes import Images, Masks, PerExample
from dlc_support.tables import Number, over_images

SQUARES, CROSS = "squared error of hidden pixels", "cross-entropy of hidden pixels / nats"
BOUND, ESTIMATE = "bound / nats", "estimate / nats"
# By the number of quadrants that are seen: the lower left one, the left half, all but lower right.
HOLES = {
    1: QuadrantMask(("upper left", "upper right", "lower right")),
    2: QuadrantMask(("upper right", "lower right")),
    3: QuadrantMask(("lower right",)),
}
LOWEST = 0.001  # probabilities are clipped to [LOWEST, 1 - LOWEST]
NEIGHBOURS = 50


def mask_of(hidden: QuadrantMask, images: Images) -> Masks:
    """True at the hidden pixels of each image."""
    return hidden.mask(images, Generator())


def seen_of(hidden: QuadrantMask, images: Images) -> Images:
    """The images with the hidden quadrants black."""
    return hidden(images, Generator())


def mean_of(draw: Callable[[Tensor], Tensor], noise: Tensor) -> Tensor:
    """The mean of several completions.

    Args:
        draw: From the noise of one completion of each image, (batch, latents), to their pixels.
        noise: Standard normal, (draws, batch, latents).
    """
    with torch.no_grad():
        return sum(draw(one) for one in noise) / len(noise)


def scores(
    filled: Images, grey: Images, binary: Images, hidden: QuadrantMask
) -> dict[str, PerExample]:
    r"""The two common scores of each image; only hidden pixels count, and both are sums over them.

    The squared error from the grey digit, and the Bernoulli cross-entropy of its binarised pixels
    $-\sum_i x_i \log p_i + (1 - x_i) \log (1 - p_i)$ under the filling $p$, clipped to
    [0.001, 0.999]. It is the negative log likelihood of a model in which pixels are independent.

    Args:
        filled: Gives each hidden pixel's probability of white, or its grey level.
        grey: The complete digits.
        binary: The same digits, black and white.
        hidden: Names the quadrants.
    """
    only = mask_of(hidden, grey[:1])[0]
    estimate, target = filled[:, only].clamp(0, 1), grey[:, only]
    cross = functional.binary_cross_entropy(
        estimate.clamp(LOWEST, 1 - LOWEST), binary[:, only], reduction="none"
    )
    return {
        SQUARES: (estimate - target).square().sum(dim=1),
        CROSS: cross.sum(dim=1),
    }


def judged(
    filled: Images, grey: Images, binary: Images, hidden: QuadrantMask
) -> Mapping[str, Number]:
    """The scores over the images, with their intervals."""
    return over_images(scores(filled, grey, binary, hidden), 0)


def learned_nothing(train: Split, grey: Images, hidden: QuadrantMask) -> dict[str, Images]:
    """Fillings that no network makes: the mean image, and the mean of nearest neighbours.

    Args:
        train: What the neighbours and the mean come from.
        grey: Complete images; their hidden pixels are not read.
        hidden: Names the quadrants.
    """
    neighbours = NeighbourCompletion(train.inputs, min(NEIGHBOURS, len(train)))
    return {
        "mean image": train.inputs.mean(dim=0, keepdim=True).expand_as(grey),
        "50 nearest neighbours": neighbours(seen_of(hidden, grey), mask_of(hidden, grey)),
    }
