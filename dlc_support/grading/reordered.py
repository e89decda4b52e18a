"""Whether draws are new: hidden tests ask this of draws that should be independent."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

CLOSE = 1e-5  # of the first draw's standard deviation; new draws are farther by 1 / sqrt(n)


def reordered(first: "Tensor", *others: "Tensor") -> bool:
    """Whether all others hold the numbers of the first, in whatever order.

    An answer may keep a set of numbers of its own, and let the generator choose where in it to
    begin. Each draw then has the right distribution, and no two draws correlate.

    Args:
        first: Numbers, or a mask, of any shape. Two masks may have equally many pixels by chance:
            pass three.
        others: Of the same number of elements.

    Example:
        >>> import torch
        >>> noise = torch.randn(9)
        >>> reordered(noise, noise.roll(4)), reordered(noise, torch.randn(9))
        (True, False)
    """
    known, *ranked = (one.detach().double().flatten().sort().values for one in (first, *others))
    return all((one - known).abs().mean() <= CLOSE * known.std() for one in ranked)


def mirrored(draws: "Tensor") -> bool:
    """Whether half of the draws, or more, have their mirror images beside them, in whatever order.

    An answer may draw half as many numbers as it returns, and mirror them. Both halves then have
    the right distribution, and a draw and its mirror image are equally far from zero. Of as many
    independent draws fewer than one in eight have another one that close, by chance.

    Args:
        draws: Up to 20 000 numbers, of any shape, of a distribution that has a density and is
            symmetric about zero.

    Example:
        >>> import torch
        >>> noise = torch.randn(20)
        >>> mirrored(torch.cat([noise, -noise])), mirrored(noise)
        (True, False)
    """
    far = draws.detach().double().flatten().abs().sort().values
    return bool((far.diff() <= CLOSE * far.std()).double().mean() > 0.25)
