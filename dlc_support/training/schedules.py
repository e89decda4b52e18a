"""Numbers that change in the course of a run: functions of the share that is over.

Progress runs from 0 to 1, so that a schedule scales with the budget. A schedule of the learning
rate multiplies it; objectives use the same functions for their weights (KL annealing). A run is
validated with its weights at progress 1: that value is the schedule's `end`, and each states it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from dlc_support.arguments import check_counts

Schedule = Callable[[float], float]


@dataclass(frozen=True)
class Ramp:
    """A straight line from `start` to `end`, reached when the share `until` of the run is over.

    Example:
        >>> Ramp(0.0, 4.0, until=0.5)(0.25), Ramp(0.0, 4.0, until=0.5)(0.9)
        (2.0, 4.0)
    """

    start: float
    end: float
    until: float = 1.0

    def __post_init__(self) -> None:
        if not 0.0 < self.until <= 1.0:
            raise ValueError(f"until must be in (0, 1], got {self.until}")

    def __call__(self, progress: float) -> float:
        """The value when the share `progress` of the run is over."""
        return self.start + (self.end - self.start) * min(progress / self.until, 1.0)


@dataclass(frozen=True)
class Cosine:
    """A factor that warms up along a line, then falls from 1 to `end` along half a cosine.

    Example:
        >>> Cosine()(0.0), round(Cosine()(0.5), 3), round(Cosine(warmup=0.2)(0.1), 3)
        (1.0, 0.5, 0.5)

    Source:
        Loshchilov and Hutter (2017), SGDR, equation 5 without restarts.
    """

    end: float = 0.0
    warmup: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 <= self.warmup < 1.0:
            raise ValueError(f"warmup must be in [0, 1), got {self.warmup}")

    def __call__(self, progress: float) -> float:
        """The value when the share `progress` of the run is over."""
        if progress < self.warmup:
            return progress / self.warmup
        over = (progress - self.warmup) / (1.0 - self.warmup)
        return self.end + (1.0 - self.end) * 0.5 * (1.0 + math.cos(math.pi * over))


@dataclass(frozen=True)
class Cyclic:
    """A schedule run through several times; at the end of the run it stands at `end`.

    Attributes:
        schedule: What each cycle runs through.
        cycles: How many there are.
        end: The value at progress 1, which validation uses; a cycle would begin anew there.

    Example:
        >>> beta = Cyclic(Ramp(0.0, 1.0, until=0.5), cycles=4, end=1.0)
        >>> [beta(progress) for progress in (0.0, 0.0625, 0.2, 0.25, 1.0)]
        [0.0, 0.5, 1.0, 0.0, 1.0]

    Source:
        Fu et al. (2019), Cyclical annealing schedule, equation 6.
    """

    schedule: Schedule
    cycles: int
    end: float

    def __post_init__(self) -> None:
        check_counts(cycles=self.cycles)

    def __call__(self, progress: float) -> float:
        """The value when the share `progress` of the run is over."""
        return self.end if progress >= 1.0 else self.schedule(self.cycles * progress % 1.0)
