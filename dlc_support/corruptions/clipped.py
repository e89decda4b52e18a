"""A corruption whose result is clipped, as files of pictures are."""

from dataclasses import dataclass, replace
from typing import ClassVar

from torch import Generator

from dlc_support.corruptions.corruption import Corruption, at_progress, check_corruption
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class Clipped:
    r"""One draw of a corruption, clipped to [0, 1].

    $\min(\max(\tilde x, 0), 1)$: what a camera or a file of 8 bits makes of noise. Clipping moves
    the mean inwards: Gaussian noise on black comes out at $\sigma / \sqrt{2 \pi}$ on average, so
    that such draws are no targets for the mean.

    Attributes:
        corruption: What is clipped.

    Raises:
        TypeError: If the corruption cannot be called.

    Example:
        >>> import torch
        >>> from dlc_support.corruptions import GaussianNoise
        >>> black, generator = torch.zeros(100_000, 1), torch.Generator().manual_seed(0)
        >>> round(Clipped(GaussianNoise(0.1))(black, generator).mean().item(), 2)
        0.04
    """

    unbiased: ClassVar[bool] = False

    corruption: Corruption

    def __post_init__(self) -> None:
        check_corruption("corruption", self.corruption)

    def at_progress(self, progress: float) -> "Clipped":
        """The clipped corruption of the moment."""
        return replace(self, corruption=at_progress(self.corruption, progress))

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Corrupts each example of a batch and clips it."""
        return self.corruption(clean, generator).clamp(0, 1)
