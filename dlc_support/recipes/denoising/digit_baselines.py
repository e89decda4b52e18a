"""The simple baselines for corrupted digits, each with its settings chosen on validation data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from torch import Tensor

from dlc_support.corruptions import Corruption, GaussianBlur, GaussianNoise, Mask
from dlc_support.evaluation import (
    Biharmonic,
    GaussianFilter,
    Harmonic,
    MedianFilter,
    NonLocalMeans,
    NormalizedFilter,
    RichardsonLucy,
    SideInformation,
    TotalVariation,
    Wiener,
    linear_denoisers,
    tune,
)

SLOW = (Biharmonic, Harmonic, NonLocalMeans, RichardsonLucy, TotalVariation)  # ms per image


@dataclass(frozen=True, eq=False)
class Draw:
    """Clean images with one draw of a corruption, and its mask where it has one."""

    clean: Tensor
    corrupted: Tensor
    mask: Tensor | None

    def rows(self, kept: slice | Tensor) -> "Draw":
        """Some of the images."""
        mask = None if self.mask is None else self.mask[kept]
        return Draw(self.clean[kept], self.corrupted[kept], mask)


@dataclass(frozen=True, eq=False)
class Baseline:
    """A tuned baseline."""

    title: str
    restore: Callable[..., Tensor]  # the best candidate, called with the mask where it is given it
    validation: float  # mean PSNR on the validation images, in dB
    slow: bool = False  # a whole test set would take too long

    @property
    def name(self) -> str:
        """Title, and what it is given besides the corrupted image."""
        given = self.restore.given  # type: ignore[attr-defined]
        return self.title if given is SideInformation.NOTHING else f"{self.title} (given {given})"

    def __call__(self, seen: Draw) -> Tensor:
        """Estimates clipped to [0, 1]."""
        return self.restore(seen.corrupted, *_given(self.restore, seen)).clamp(0, 1)


def baselines(corruption: Corruption, pairs: Draw, valid: Draw) -> Iterator[Baseline]:
    """The baselines that fit a corruption, tuned by their PSNR on validation images.

    Args:
        corruption: What is to be undone.
        pairs: Training images, for the best linear denoiser.
        valid: Validation images; the slow baselines get a tenth of them.
    """
    for title, candidates in _candidates(corruption, pairs):
        slow = isinstance(candidates[0], SLOW)
        seen = valid.rows(slice(max(2, len(valid.clean) // 10))) if slow else valid
        found = tune(candidates, seen.clean, seen.corrupted, *_given(candidates[0], seen))
        yield Baseline(title, found.best, max(found.scores), slow)


def _given(restore: Callable[..., Tensor], seen: Draw) -> list[Tensor | None]:
    return [seen.mask] * (restore.given is SideInformation.MASK)  # type: ignore[attr-defined]


def _candidates(corruption: Corruption, pairs: Draw) -> Iterator[tuple[str, Sequence]]:
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
        sigmas, gains = (0.3, 0.5, 0.7, 0.9, 1.2, 1.6), (1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
        yield "Gaussian filter", [GaussianFilter(s, gain) for s in sigmas for gain in gains]
        yield "median filter", [MedianFilter(size) for size in (1, 3, 5)]
        widths = (0.5, 0.7, 0.9, 1.2, 1.6, 2.2, 3.0)
        yield "normalized filter", [NormalizedFilter(sigma) for sigma in widths]
        yield "harmonic inpainting", [Harmonic(200)]
        yield "biharmonic inpainting", [Biharmonic()]
