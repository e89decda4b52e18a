"""Shot noise: what is left of an image when few photons are counted."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.corruptions.corruption import check_draw
from dlc_support.corruptions.level import Level, non_negative
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class PoissonNoise:
    r"""Counts photons: each component is a Poisson number, divided by the count that white has.

    $\tilde x_i = n_i / \lambda$ with $n_i \sim \operatorname{Poisson}(\lambda x_i)$, so that the
    mean is $x_i$ and the variance $x_i / \lambda$: black has no noise. The result is not clipped.
    Gradients are those of the mean.

    Attributes:
        peak: Expected count $\lambda > 0$ of a component of value 1.

    Raises:
        ValueError: If peak is not positive and finite, or `clean` has negative values.

    Source:
        Lehtinen et al. (2018), section 3.2.

    Example:
        >>> clean, generator = torch.full((100_000, 1), 0.5), torch.Generator().manual_seed(0)
        >>> noise = PoissonNoise(50)(clean, generator) - clean
        >>> round(noise.mean().item(), 2), round(noise.std().item(), 2)
        (0.0, 0.1)
    """

    unbiased: ClassVar[bool] = True

    peak: Level

    def __post_init__(self) -> None:
        object.__setattr__(self, "peak", non_negative("peak", self.peak))
        if not self.peak:
            raise ValueError(f"peak must be > 0, got {self.peak}")

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with peak `level`, a number or one per example."""
        check_draw(clean, generator)
        if (clean < 0).any():
            raise ValueError(f"clean must be >= 0 to be counted, got {clean.min().item()}")
        rate = clean.detach().to(generator.device, torch.float32) * level
        counted = torch.poisson(rate, generator=generator) / level
        return clean + (counted.to(clean) - clean.detach())

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Counts the photons of each example of a batch."""
        return self.at(clean, self.peak, generator)
