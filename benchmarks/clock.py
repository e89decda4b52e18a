"""Two clocks, and contestants that take turns."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles

import torch


@dataclass(frozen=True)
class Time:
    """Milliseconds a step.

    Attributes:
        wall: On the wall's clock; on a machine that others use it measures them as well.
        cpu: Of this process on all its threads. With one thread it is what the work costs
            whoever else is there; idle threads that wait for each other count in it.
    """

    wall: float
    cpu: float


Contestant = Callable[[], Time]


class Stopwatch:
    """Holds the time of a block once the block is over."""

    time: Time


@contextmanager
def timed(steps: int) -> Iterator[Stopwatch]:
    """Measures a block that makes `steps` steps."""
    watch = Stopwatch()
    wall, cpu = time.perf_counter(), time.process_time()
    yield watch
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    watch.time = Time(1e3 * wall / steps, 1e3 * cpu / steps)


def turn(work: Callable[[], object], steps: int) -> Contestant:
    """A contestant whose turn is a call of `work`, which makes `steps` steps."""

    def contestant() -> Time:
        with timed(steps) as watch:
            work()
        return watch.time

    return contestant


def interleave(contestants: Mapping[str, Contestant], rounds: int) -> dict[str, list[Time]]:
    """Times by contestant, one for each round; the order turns round after each.

    Each has a first turn that does not count.
    """
    times: dict[str, list[Time]] = {name: [] for name in contestants}
    names = list(contestants)
    for name in names:
        contestants[name]()
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            times[name].append(contestants[name]())
    return times


def middle(times: list[Time]) -> Time:
    """The median of each clock."""
    return Time(median(one.wall for one in times), median(one.cpu for one in times))


def ratios(upper: list[Time], lower: list[Time]) -> list[Time]:
    """The ratio of each pair of turns."""
    # A turn shorter than the clock's grain reads 0.
    return [
        Time(one.wall / max(other.wall, 1e-9), one.cpu / max(other.cpu, 1e-9))
        for one, other in zip(upper, lower, strict=True)
    ]


def quartiles(values: list[float]) -> tuple[float, float]:
    """First and third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high


def fair_clock(*, workers: bool = False) -> str:
    """The clock that a target is judged by: the processor's where one thread does all the work."""
    alone = torch.get_num_threads() == 1 and not torch.accelerator.is_available()
    return "cpu" if alone and not workers else "wall"
