"""Grey images as draws of black and white ones."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator

from dlc_support.corruptions.corruption import check_draw
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class Binarisation:
    r"""Draws each pixel black or white, with its grey level as the probability of white.

    $\tilde x_i \sim \mathcal{B}(x_i)$, independently. Drawn afresh at each step this is the
    *dynamic* binarisation of the literature; `data.binarised(split, seed=0)` is the static one.
    Gradients are those of the mean.

    Source:
        Salakhutdinov and Murray (2008), the binarised digits.

    Example:
        >>> import torch
        >>> grey, generator = torch.full((100_000, 1), 0.25), torch.Generator().manual_seed(0)
        >>> draw = Binarisation()(grey, generator)
        >>> draw.unique().tolist(), round(draw.mean().item(), 2)
        ([0.0, 1.0], 0.25)
    """

    unbiased: ClassVar[bool] = True

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Draws each pixel of a batch."""
        check_draw(clean, generator)
        uniform = torch.rand(
            clean.shape, generator=generator, device=generator.device, dtype=torch.float32
        )
        drawn = (uniform.to(clean.device) < clean).to(clean)
        return drawn + (clean - clean.detach())  # the gradient is that of the mean
