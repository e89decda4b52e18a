"""Whether draws are new: hidden tests ask this of draws that should be independent."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

ALIKE = 0.3  # correlation at some lag; that of 400 new draws is below 0.2 at all lags, as a rule
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


def repeated(first: "Tensor", second: "Tensor") -> bool:
    """Whether the second draw holds the first, moved on by some numbers.

    An answer may draw from a copy of the generator, and let the one that was passed move on by a
    number or two. Each draw then has the right distribution, and the next one is the same again
    but for a few numbers at its ends.

    Args:
        first: At least 400 numbers or pixels of a mask, of any shape, drawn alike and each from a
            draw of its own.
        second: The next call's, of the same shape.

    Example:
        >>> import torch
        >>> noise = torch.randn(1001, generator=torch.Generator().manual_seed(0))
        >>> repeated(noise[:-1], noise[1:]), repeated(noise[:500], noise[500:1000])
        (True, False)
    """
    import torch

    draws = [one.detach().double().flatten() for one in (first, second)]
    ways = [(one - one.mean()) / one.std() for one in draws]
    one, two = (torch.fft.rfft(way, 2 * len(way)) for way in ways)
    return bool((torch.fft.irfft(one.conj() * two) / len(ways[0])).abs().max() > ALIKE)


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
