"""Probabilities of grey levels by counting: the simplest models of digits that have any."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from dlc_support.shapes import Images, PerExample

LEVELS = 256
PSEUDO = 0.1  # counts that each level has before the first image is seen
CUTS = (1, 16, 64, 128, 192, 240, 253)  # levels at which a neighbour's bin changes


def grey_levels(images: Images) -> Tensor:
    """Whole numbers from 0 to 255, (batch, height, width), of grey images in [0, 1]."""
    return ((LEVELS - 1) * images).round().long()[:, 0]


def places(levels: Tensor) -> Tensor:
    """The number of each pixel's place: a histogram for each place, and no neighbour counts."""
    height, width = levels.shape[1:]
    return torch.arange(height * width).reshape(height, width).expand(len(levels), -1, -1)


def neighbours(levels: Tensor, cuts: Sequence[int] = CUTS) -> Tensor:
    """The number of each pixel's surroundings: bins of the four neighbours that come before it.

    They are the left one and the three above, in reading order; outside the image is black.
    """
    bins = torch.bucketize(functional.pad(levels, (1, 1, 1, 0)), torch.tensor(cuts), right=True)
    before = (bins[:, 1:, :-2], bins[:, :-1, :-2], bins[:, :-1, 1:-1], bins[:, :-1, 2:])
    number = torch.zeros_like(levels)
    for values in before:
        number = number * (len(cuts) + 1) + values
    return number


def counted_nats(train: Tensor, test: Tensor, given: tuple[Tensor, Tensor]) -> PerExample:
    r"""$-\log P$ of each test image in nats, from the counts of the training images.

    $P = \prod_i \frac{n(x_i, c_i) + a}{n(c_i) + 256 a}$ with the pseudocount $a$ and the context
    $c_i$ of pixel $i$. Where the context consists of pixels that come before, it is a distribution
    over all images, with which one can compress.

    Args:
        train: Grey levels that are counted.
        test: Grey levels that are judged.
        given: Number of each pixel's context, of the training and of the test images.

    Example:
        >>> black = torch.zeros(9, 2, 2, dtype=torch.long)
        >>> nats = counted_nats(black, black[:1], (places(black), places(black[:1])))
        >>> round(nats.exp().item(), 2), round(((9 + 25.6) / (9 + 0.1)) ** 4, 2)
        (209.0, 209.0)
    """
    seen, asked = given
    contexts = 1 + int(max(seen.max(), asked.max()))
    counts = torch.bincount((seen * LEVELS + train).flatten(), minlength=contexts * LEVELS)
    shares = counts.reshape(contexts, LEVELS).double() + PSEUDO
    log_prob = (shares / shares.sum(dim=1, keepdim=True)).log()
    return -log_prob[asked, test].flatten(1).sum(dim=1)
