"""From radiance without an upper end to values in [0, 1) that a screen shows, and back."""

from torch import Tensor

from dlc_support.shapes import Examples

GAMMA = 2.2


def tone_map(radiance: Examples) -> Tensor:
    r"""Radiance brought to [0, 1), as it is shown.

    $T(v) = \bigl(\frac{v}{1 + v}\bigr)^{1/2.2}$: Reinhard's operator, then the gamma of a screen.
    It is concave: the tone map of a mean is larger than the mean of tone maps. Negative values,
    which only an estimate can have, count as 0.

    Args:
        radiance: Linear values of at least 0, of any range.

    Source:
        Lehtinen et al. (2018), section 3.3; Reinhard et al. (2002).

    Example:
        >>> import torch
        >>> tone_map(torch.tensor([[0.0, 1.0, 1e6]])).round(decimals=3)
        tensor([[0.0000, 0.7300, 1.0000]])
    """
    positive = radiance.clamp_min(0.0)
    return (positive / (1.0 + positive)) ** (1.0 / GAMMA)


def inverse_tone_map(shown: Examples) -> Tensor:
    r"""The radiance that a shown value stands for: $T^{-1}(t) = \frac{t^{2.2}}{1 - t^{2.2}}$.

    Values outside [0, 1), which only an estimate can have, are moved to its ends; the upper end
    stands for a radiance of about 10,000.

    Example:
        >>> import torch
        >>> inverse_tone_map(tone_map(torch.tensor([[0.25, 7.0]]))).round(decimals=3)
        tensor([[0.2500, 7.0000]])
    """
    ratio = shown.clamp(0.0, 1.0) ** GAMMA
    return ratio / (1.0 - ratio).clamp_min(1e-4)
