"""Risks of denoisers on a density that can be drawn from, by Monte Carlo on shared draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import Corruption
from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.intervals import Interval
from dlc_support.evaluation.metrics import sse
from dlc_support.evaluation.posterior_mean import Samplable

BLOCK = 2**16  # fresh draws at a time


@dataclass(frozen=True, eq=False)
class Risks:
    r"""Mean squared errors of several denoisers on the same fresh draws.

    The risk is $E\,\|\phi(\tilde X) - X\|^2$, summed over the components of an example.

    Attributes:
        names: Names of the denoisers.
        count: Number of draws.
        means: The risks, in squared units of the data, float64.
        covariance: Covariance over draws of the squared errors, float64.
    """

    names: tuple[str, ...]
    count: int
    means: Tensor
    covariance: Tensor

    def risk(self, name: str, *, level: float = 0.95) -> Interval:
        """The risk of one denoiser."""
        i = self._index(name)
        return self._interval(self.means[i], self.covariance[i, i], level)

    def standard_error(self, name: str) -> float:
        """Standard error of the risk of one denoiser."""
        i = self._index(name)
        return (self.covariance[i, i] / self.count).sqrt().item()

    def ratio(self, name: str, other: str, *, level: float = 0.95) -> Interval:
        r"""The risk of one denoiser over that of another, paired by the shared draws.

        By the delta method: the errors' difference $e_a - \rho\, e_b$ has mean zero at the ratio
        $\rho$, and its standard deviation over the other's risk is that of $\rho$.
        """
        a, b = self._index(name), self._index(other)
        rho = self.means[a] / self.means[b]
        weights = torch.zeros_like(self.means)
        weights[a] += 1
        weights[b] -= rho
        variance = weights @ self.covariance @ weights / self.means[b] ** 2
        return self._interval(rho, variance, level)

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise ValueError(f"name must be one of {', '.join(self.names)}, got {name!r}")
        return self.names.index(name)

    def _interval(self, mean: Tensor, variance: Tensor, level: float) -> Interval:
        half = NormalDist().inv_cdf((1 + level) / 2) * (variance / self.count).sqrt().item()
        centre = mean.item()
        return Interval(centre, centre - half, centre + half, level, "draws")


def risks(
    denoisers: Mapping[str, Denoiser],
    density: Samplable,
    corruption: Corruption,
    count: int,
    generator: Generator,
) -> Risks:
    r"""Risks of several denoisers on the same `count` fresh draws.

    Draws come in blocks and are forgotten: a million take no more memory than one block.

    Args:
        denoisers: What to compare, by name; each is called with corrupted examples.
        density: Has `sample(count, generator) -> clean`.
        corruption: Draws the corrupted examples.
        count: Number of draws, at least 2.
        generator: Source of all draws.

    Raises:
        ValueError: If `count` is below 2 or there is no denoiser.

    Example:
        >>> from types import SimpleNamespace
        >>> from dlc_support.corruptions.gaussian import GaussianNoise
        >>> zero = SimpleNamespace(sample=lambda count, generator: torch.zeros(count, 1))
        >>> found = risks(
        ...     {"none": lambda x: x, "half": lambda x: x / 2},
        ...     zero, GaussianNoise(1.0), 1000, torch.Generator().manual_seed(0),
        ... )
        >>> round(found.ratio("half", "none").mean, 6)
        0.25
    """
    check_counts(2, count=count)
    if not denoisers:
        raise ValueError("denoisers must name at least one denoiser")
    size = len(denoisers)
    moments = _Moments(torch.zeros(size, dtype=torch.float64), torch.zeros(size, size).double())
    for start in range(0, count, BLOCK):
        clean = density.sample(min(BLOCK, count - start), generator)
        corrupted = corruption(clean, generator)
        errors = [sse(restore(corrupted), clean).double().cpu() for restore in denoisers.values()]
        moments.add(torch.stack(errors, dim=1))
    return Risks(tuple(denoisers), count, moments.mean, moments.scatter / (count - 1))


def risk(
    denoiser: Denoiser,
    density: Samplable,
    corruption: Corruption,
    count: int,
    generator: Generator,
) -> Interval:
    """The risk of one denoiser, with a 95 % interval; see `risks`."""
    return risks({"it": denoiser}, density, corruption, count, generator).risk("it")


@dataclass
class _Moments:
    """Running mean and scatter matrix, merged block by block without cancellation."""

    mean: Tensor
    scatter: Tensor
    count: int = 0

    def add(self, block: Tensor) -> None:
        mean = block.mean(dim=0)
        centred = block - mean
        total = self.count + len(block)
        shift = mean - self.mean
        self.scatter = self.scatter + centred.T @ centred
        self.scatter = self.scatter + torch.outer(shift, shift) * (self.count * len(block) / total)
        self.mean = self.mean + shift * (len(block) / total)
        self.count = total
