"""Multiplicative Bernoulli noise, scaled so that its mean is the clean example."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Generator, Tensor

from dlc_support.corruptions.level import Level, probability
from dlc_support.corruptions.masks import ZeroMask
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class BernoulliNoise:
    r"""Erases each pixel with probability p, and scales what is left by 1 / (1 - p).

    $\tilde x_i = b_i x_i / (1 - p)$ with independent $b_i \sim \mathcal{B}(1 - p)$: the draw of
    `ZeroMask`, made unbiased. Its variance is $x_i^2\, p / (1 - p)$, and values exceed 1.

    Attributes:
        p: Probability in [0, 1) that a pixel is erased.

    Raises:
        ValueError: If p lies outside [0, 1).

    Source:
        Lehtinen et al. (2018), section 3.2, "multiplicative Bernoulli noise", there with a mask
        in the loss in place of the scale.

    Example:
        >>> import torch
        >>> draw = BernoulliNoise(0.75)(torch.ones(1, 50), torch.Generator().manual_seed(0))
        >>> sorted({*draw.flatten().tolist()})
        [0.0, 4.0]
    """

    unbiased: ClassVar[bool] = True

    p: Level

    def __post_init__(self) -> None:
        object.__setattr__(self, "p", probability("p", self.p))
        if self.p == 1:
            raise ValueError("p must be < 1: nothing would be left to scale, got 1.0")

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with erasure probability `level`, a number or one per example."""
        scale = 1 / (1 - level)
        kept = ZeroMask.at(clean, level, generator)
        return kept * (scale.to(clean) if isinstance(scale, Tensor) else scale)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Erases and scales each example of a batch."""
        return self.at(clean, self.p, generator)
