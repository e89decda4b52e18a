"""Additive white Gaussian noise."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.corruptions.corruption import check_draw
from dlc_support.corruptions.level import Level, non_negative
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class GaussianNoise:
    r"""Adds independent normal noise to every component, in the units of the data.

    $\tilde x = x + \sigma\,\epsilon$ with $\epsilon \sim \mathcal{N}(0, I)$. The result is not
    clipped: a clipped one would no longer have the clean example as its mean.

    Attributes:
        sigma: Standard deviation $\sigma \ge 0$ of the noise.

    Raises:
        ValueError: If sigma is negative, infinite or NaN.

    Source:
        Vincent et al. (2010), section 3.4.

    Example:
        >>> import torch
        >>> clean, generator = torch.zeros(100_000, 1), torch.Generator().manual_seed(0)
        >>> round(GaussianNoise(0.5)(clean, generator).std().item(), 2)
        0.5
    """

    unbiased: ClassVar[bool] = True

    sigma: Level

    def __post_init__(self) -> None:
        object.__setattr__(self, "sigma", non_negative("sigma", self.sigma))

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """One draw with standard deviation `level`, a number or one per example."""
        check_draw(clean, generator)
        noise = torch.randn(
            clean.shape, generator=generator, device=generator.device, dtype=torch.float32
        )
        return clean + noise.mul_(level).to(clean)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Adds fresh noise to each example of a batch."""
        return self.at(clean, self.sigma, generator)
