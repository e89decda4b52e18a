"""Random-valued impulses: some pixels become any colour."""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from dlc_support.corruptions.masks import PixelMask, one_per_pixel
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class RandomImpulses(PixelMask):
    r"""Replaces each pixel with probability p by a colour drawn uniformly from [0, 1].

    The clean value is the *mode* of what a pixel becomes, at any $p < 1$; it is not its mean
    $(1 - p)\, x_i + p / 2$, and its median for certain only while $p \le 1/2$. All channels of a
    pixel are replaced together, each by a number of its own.

    Attributes:
        p: Probability in [0, 1] that a pixel is replaced.

    Raises:
        ValueError: If p lies outside [0, 1].

    Source:
        Lehtinen et al. (2018), section 3.2, "random-valued impulse noise".

    Example:
        >>> draw = RandomImpulses(1.0)(torch.zeros(1000, 3), torch.Generator().manual_seed(0))
        >>> round(draw.mean().item(), 2)
        0.5
    """

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with probability `level`, a number or one per example."""
        replaced = one_per_pixel(clean, generator) < level
        colours = torch.rand(
            clean.shape, generator=generator, device=generator.device, dtype=torch.float32
        )
        return torch.where(replaced.to(clean.device), colours.to(clean), clean)
