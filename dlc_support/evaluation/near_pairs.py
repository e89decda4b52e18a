"""The posterior seen by sampling: clean points whose corrupted one fell near an observation."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import Corruption
from dlc_support.evaluation.posterior_mean import Samplable
from dlc_support.shapes import Points

BLOCK = 2**17  # fresh draws at a time


@dataclass(frozen=True, eq=False)
class NearPairs:
    r"""Pairs $(x, \tilde x)$ whose corrupted point lies near an observation.

    Attributes:
        clean: The clean points that were kept.
        corrupted: Their corrupted points, within the radius of the observation.
        observation: The point around which pairs were kept.
        count: Number of pairs that were drawn.
    """

    clean: Points
    corrupted: Points
    observation: Float[Tensor, "2"]
    count: int

    def __len__(self) -> int:
        return len(self.clean)

    @property
    def mean(self) -> Float[Tensor, "2"]:
        """Mean of the kept clean points: of all single answers the one with the least MSE."""
        return self.clean.mean(dim=0)

    @property
    def standard_error(self) -> Float[Tensor, "2"]:
        """Standard error of each coordinate of the mean; NaN for a single pair."""
        if len(self) < 2:
            return torch.full_like(self.observation, torch.nan)
        return self.clean.std(dim=0) / len(self) ** 0.5


def near_pairs(
    density: Samplable,
    corruption: Corruption,
    observation: Float[Tensor, "2"],
    radius: float,
    count: int,
    generator: Generator,
) -> NearPairs:
    r"""Draws pairs and keeps those whose corrupted point is near the observation.

    The kept clean points are draws of $P(X \mid \|\tilde X - \tilde x\| < r)$, which tends to
    $P(X \mid \tilde x)$ with the radius; the bias of their mean is of the order of $r^2$.

    Args:
        density: Has `sample(count, generator) -> clean`.
        corruption: Draws the corrupted points.
        observation: The point $\tilde x$.
        radius: Distance $r$ > 0, in the units of the data.
        count: Number of pairs to draw, at least 1.
        generator: Source of all draws.

    Raises:
        ValueError: If an argument is outside its domain, or no pair is near: then the radius or
            the count is too small for this observation.

    Source:
        Fleuret's lecture 7.3, the figure of the conditional distribution around an observation.

    Example:
        >>> from types import SimpleNamespace
        >>> from dlc_support.corruptions.gaussian import GaussianNoise
        >>> zero = SimpleNamespace(sample=lambda count, generator: torch.zeros(count, 2))
        >>> generator = torch.Generator().manual_seed(0)
        >>> near_pairs(zero, GaussianNoise(0.1), torch.zeros(2), 0.1, 1000, generator).mean
        tensor([0., 0.])
    """
    if not radius > 0:
        raise ValueError(f"radius must be > 0, got {radius}")
    check_counts(count=count)
    kept = []
    for start in range(0, count, BLOCK):
        clean = density.sample(min(BLOCK, count - start), generator)
        corrupted = corruption(clean, generator)
        near = (corrupted - observation.to(corrupted)).norm(dim=1) < radius
        kept.append((clean[near], corrupted[near]))
    clean, corrupted = (torch.cat(parts) for parts in zip(*kept, strict=True))
    if not len(clean):
        raise ValueError(
            f"none of {count} pairs lies within {radius} of {observation.tolist()}: "
            "raise radius or count"
        )
    return NearPairs(clean, corrupted, observation.to(clean), count)
