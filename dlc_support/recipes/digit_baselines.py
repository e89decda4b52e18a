"""The simple baselines for corrupted digits, each with its settings chosen on validation data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor

from dlc_support.corruptions import Corruption, GaussianBlur, GaussianNoise, Mask
from dlc_support.evaluation.deblurring import RichardsonLucy, Wiener
from dlc_support.evaluation.filters import (
    GaussianFilter,
    MedianFilter,
    NonLocalMeans,
    TotalVariation,
)
from dlc_support.evaluation.inpainting import Biharmonic, Harmonic, NormalizedFilter
from dlc_support.evaluation.linear_denoiser import linear_denoisers
from dlc_support.evaluation.tuning import tune

SLOW = (Biharmonic, Harmonic, NonLocalMeans, RichardsonLucy, TotalVariation)  # ms per image


@runtime_checkable
class Pairs(Protocol):
    """Clean images with one draw of a corruption, and its mask where it has one."""

    clean: Tensor
    corrupted: Tensor
    touched: Tensor | None

    def take(self, count: int) -> "Pairs":
        """The first images."""
        ...


@dataclass(frozen=True, eq=False)
class Baseline:
    """A tuned baseline.

    Attributes:
        title: What it is.
        restore: The best of its candidates, called with the mask too where it is told the mask.
        validation: Its mean PSNR on the validation images, in dB.
    """

    title: str
    restore: Callable[..., Tensor]
    validation: float

    @property
    def told(self) -> str:
        """What it knows besides the corrupted image."""
        return self.restore.told  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        """Title, and what it is told."""
        return self.title if self.told == "nothing" else f"{self.title} (told {self.told})"

    @property
    def slow(self) -> bool:
        """True when a whole test set would take too long."""
        return isinstance(self.restore, SLOW)

    def __call__(self, corrupted: Tensor, touched: Tensor | None) -> Tensor:
        """Estimates clipped to [0, 1]."""
        return self.restore(corrupted, *_told(self.restore, touched)).clamp(0, 1)


def baselines(corruption: Corruption, pairs: Pairs, valid: Pairs) -> Iterator[Baseline]:
    """The baselines that fit a corruption, tuned by their PSNR on validation images.

    Args:
        corruption: What is to be undone.
        pairs: Training images, for the best linear denoiser.
        valid: Validation images; the slow baselines get a tenth of them.
    """
    for title, candidates in _candidates(corruption, pairs):
        slow = isinstance(candidates[0], SLOW)
        seen = valid.take(max(2, len(valid.clean) // 10)) if slow else valid
        told = _told(candidates[0], seen.touched)
        found = tune(candidates, seen.clean, seen.corrupted, *told)
        yield Baseline(title, found.best, max(found.scores))


def _told(restore: Callable[..., Tensor], touched: Tensor | None) -> tuple[Tensor, ...]:
    return (touched,) if getattr(restore, "told", "") == "the mask" else ()


def _candidates(corruption: Corruption, pairs: Pairs) -> Iterator[tuple[str, Sequence]]:
    ridges = [10.0**power for power in range(-10, 0)]
    yield "linear", linear_denoisers(pairs.clean, pairs.corrupted, ridges)
    if isinstance(corruption, GaussianBlur):
        yield "Wiener", [Wiener(corruption, 10.0**power) for power in range(-16, -3)]
        yield "Richardson-Lucy", [RichardsonLucy(corruption, 2**power) for power in range(3, 10)]
    elif isinstance(corruption, GaussianNoise):
        level = corruption.sigma
        yield "Gaussian filter", [GaussianFilter(0.1 * step) for step in range(2, 9)]
        yield "median filter", [MedianFilter(size) for size in (1, 3, 5)]
        yield "total variation", [TotalVariation(level * step) for step in (0.25, 0.5, 1, 2)]
        yield "non-local means", [NonLocalMeans(level, level * k) for k in (0.3, 0.6, 1, 1.5)]
    elif isinstance(corruption, Mask):
        yield "Gaussian filter", _gained_filters()
        yield "median filter", [MedianFilter(size) for size in (1, 3, 5)]
        yield (
            "normalized filter",
            [NormalizedFilter(sigma) for sigma in (0.5, 0.7, 0.9, 1.2, 1.6, 2.2, 3.0)],
        )
        yield "harmonic inpainting", [Harmonic(200)]
        yield "biharmonic inpainting", [Biharmonic()]


def _gained_filters() -> list[GaussianFilter]:
    sigmas, gains = (0.3, 0.5, 0.7, 0.9, 1.2, 1.6), (1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
    return [GaussianFilter(sigma, gain) for sigma in sigmas for gain in gains]
