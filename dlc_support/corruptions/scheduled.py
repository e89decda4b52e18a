"""A corruption whose level changes in the course of a run."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator

from dlc_support.corruptions.corruption import Corruption
from dlc_support.shapes import Examples


@dataclass(frozen=True, repr=False)
class Scheduled:
    r"""A corruption at level $s(t)$, where $t$ is the share of the run that is over.

    Objectives ask for the corruption of the moment, `at_progress(batch.progress)`. Validation
    judges at progress 1, so at the level where the schedule ends.

    Attributes:
        kind: The class of the corruption, such as `GaussianNoise`; not one of its members.
        schedule: Level as a function of progress in [0, 1], such as `Ramp(0.0, 0.5)`.

    Raises:
        TypeError: If the kind is not a class, the schedule cannot be called, or the corruption is
            called without a progress.
        ValueError: If the kind refuses the level at the beginning or at the end.

    Source:
        Geras and Sutton (2015), there with a level that falls.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> from dlc_support.training import Ramp
        >>> rising = Scheduled(GaussianNoise, Ramp(0.0, 0.5))
        >>> rising.at_progress(0.5)
        GaussianNoise(sigma=0.25)
    """

    kind: Callable[..., Corruption]
    schedule: Callable[[float], float]

    def __post_init__(self) -> None:
        if not isinstance(self.kind, type):
            raise TypeError(
                f"kind must be a class of corruptions such as GaussianNoise, got {self.kind!r}"
            )
        if not callable(self.schedule):
            raise TypeError(
                f"schedule must be a function of progress such as Ramp(0.0, 0.5), "
                f"got {self.schedule!r}"
            )
        for progress in (0.0, 1.0):
            self.at_progress(progress)

    def __repr__(self) -> str:
        return f"Scheduled({self.kind.__name__}, {self.schedule!r})"

    @property
    def unbiased(self) -> bool:
        """Whether the corrupted example has the clean one as its mean."""
        return self.kind.unbiased

    def at_progress(self, progress: float) -> Corruption:
        """The corruption when the share `progress` of the run is over."""
        return self.kind(self.schedule(progress))

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Refuses: without a progress there is no level."""
        raise TypeError(
            f"{self!r} has a level only at a moment of the run: call at_progress(0.5), say, first"
        )
