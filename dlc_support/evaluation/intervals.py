"""Intervals over test images or over seeds, and whether they settle a claim."""

from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Literal

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_generator
from dlc_support.shapes import PerExample

Over = Literal["images", "seeds", "draws"]
BLOCK = 2**22  # weights drawn at a time by the bootstrap


@dataclass(frozen=True)
class Interval:
    """A mean and the interval that holds the true one at a stated level.

    Attributes:
        mean: The estimate.
        low: Lower end.
        high: Upper end.
        level: Probability with which such intervals hold the true mean.
        over: What was resampled or repeated: test `"images"` (says how one trained model does on
            other images), training `"seeds"` (says how a method does), Monte Carlo `"draws"`.

    Example:
        >>> gain = Interval(mean=0.5213, low=0.4871, high=0.5561)
        >>> str(gain), gain.resolved(), gain.resolved(0.5)
        ('0.521 [0.487, 0.556]', True, False)
    """

    mean: float
    low: float
    high: float
    level: float = 0.95
    over: Over = "images"

    def __post_init__(self) -> None:
        _check_level(self.level)
        if self.low > self.high:
            raise ValueError(f"low must be at most high, got {self.low} and {self.high}")

    @property
    def half(self) -> float:
        """Half its width."""
        return (self.high - self.low) / 2

    def resolved(self, alternative: float = 0.0) -> bool:
        """Whether the interval excludes the alternative (its ends count as inside)."""
        return not self.low <= alternative <= self.high and isfinite(self.low + self.high)

    def __str__(self) -> str:
        digits = self._digits()
        mean, low, high = (f"{value:.{digits}f}" for value in (self.mean, self.low, self.high))
        return f"{mean} [{low}, {high}]"

    def _digits(self) -> int:
        """Decimals that show two digits of the half width."""
        if not (isfinite(self.half) and self.half > 0):
            return 3
        return min(9, max(0, 1 - floor(log10(self.half))))


def bootstrap(
    values: PerExample, generator: Generator, *, resamples: int = 2000, level: float = 0.95
) -> Interval:
    r"""Interval of the mean over test images, by resampling the images.

    The percentile interval of `resamples` means of as many images drawn with replacement.

    Args:
        values: One value per image, at least 2, finite.
        generator: Source of the resamples.
        resamples: Number of resamples, at least 100.
        level: Probability in (0, 1) that the interval is to hold the true mean.

    Raises:
        ValueError: If an argument is outside its domain, or a value is not finite (the images
            without a value are for the caller to count and leave out).

    Source:
        Efron and Tibshirani (1993), section 13.3.

    Example:
        >>> str(bootstrap(torch.arange(100.0), torch.Generator().manual_seed(0)))
        '49.5 [43.8, 55.3]'
    """
    _check_level(level)
    _check_values(values, "values")
    check_counts(100, resamples=resamples)
    check_generator(generator)
    means = _resampled_means(values.detach().cpu().double(), generator, resamples)
    ends = torch.tensor([(1 - level) / 2, (1 + level) / 2], dtype=torch.float64)
    low, high = torch.quantile(means, ends).tolist()
    return Interval(values.double().mean().item(), low, high, level, "images")


def paired_bootstrap(
    values: PerExample,
    others: Tensor,
    generator: Generator,
    *,
    resamples: int = 2000,
    level: float = 0.95,
) -> Interval:
    """Interval of the mean difference `values - others` over the same test images.

    Both are resampled together: what makes an image easy for both cancels.

    Args:
        values: One value per image, at least 2, finite.
        others: The values of what it is compared with, for the same images in the same order.
        generator: Source of the resamples.
        resamples: Number of resamples, at least 100.
        level: Probability in (0, 1) that the interval is to hold the true difference.

    Raises:
        ValueError: If an argument is outside its domain or the shapes differ.

    Example:
        >>> easy = torch.rand(50, generator=torch.Generator().manual_seed(0))
        >>> gain = paired_bootstrap(easy + 1, easy, torch.Generator().manual_seed(0))
        >>> round(gain.low, 4), round(gain.high, 4)
        (1.0, 1.0)
    """
    if values.shape != others.shape:
        raise ValueError(
            "values and others must be of the same images, got shapes "
            f"{tuple(values.shape)} and {tuple(others.shape)}"
        )
    difference = values.double() - others.double()
    return bootstrap(difference, generator, resamples=resamples, level=level)


def seed_interval(values: PerExample, *, level: float = 0.95) -> Interval:
    """Student's interval of the mean over training seeds: what a claim about a method rests on.

    Args:
        values: One value per seed, at least 2, finite; the difference per seed for a comparison
            of methods that share their seeds.
        level: Probability in (0, 1) that the interval is to hold the true mean.

    Raises:
        ValueError: If an argument is outside its domain.

    Example:
        >>> str(seed_interval(torch.tensor([1.0, 2.0, 3.0])))
        '2.0 [-0.5, 4.5]'
    """
    from scipy.stats import t

    _check_level(level)
    _check_values(values, "values")
    values = values.detach().cpu().double()
    mean, error = values.mean().item(), (values.std() / len(values) ** 0.5).item()
    half = t.ppf((1 + level) / 2, len(values) - 1).item() * error
    return Interval(mean, mean - half, mean + half, level, "seeds")


def binomial_interval(count: int, total: int, *, level: float = 0.95) -> Interval:
    """Wilson's interval of a share, such as an error rate over test images: it needs no seeds.

    Args:
        count: How many of the examples it is true of.
        total: Number of examples, at least 1.
        level: Probability in (0, 1) that the interval is to hold the true share.

    Raises:
        ValueError: If an argument is outside its domain.

    Source:
        Wilson (1927).

    Example:
        >>> str(binomial_interval(1515, 50_000))
        '0.0303 [0.0288, 0.0318]'
    """
    from scipy.stats import binomtest

    _check_level(level)
    if not 0 <= count <= total or total < 1:
        raise ValueError(
            f"count must be one of 0, ..., total and total at least 1, got {count} and {total}"
        )
    found = binomtest(count, total).proportion_ci(level, method="wilson")
    return Interval(count / total, float(found.low), float(found.high), level, "images")


def _resampled_means(values: Tensor, generator: Generator, resamples: int) -> Tensor:
    rows = max(1, BLOCK // len(values))
    means = []
    for start in range(0, resamples, rows):
        size = (min(rows, resamples - start), len(values))
        picked = torch.randint(
            len(values), size, generator=generator, device=generator.device
        ).cpu()
        means.append(values[picked].mean(dim=1))
    return torch.cat(means)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must lie in (0, 1), got {level}")


def _check_values(values: Tensor, name: str) -> None:
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"{name} must be at least 2 numbers in one row, got shape {tuple(values.shape)}"
        )
    bad = int((~values.isfinite()).sum())
    if bad:
        raise ValueError(f"{name} must be finite, got {bad} that are not, of {len(values)}")
