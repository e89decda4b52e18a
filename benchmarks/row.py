"""A line of the results: a number, the times behind it, and what it should be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from benchmarks.clock import Time, fair_clock, middle, quartiles


@dataclass(frozen=True)
class Row:
    """One result.

    Attributes:
        benchmark: Name of the benchmark that it belongs to.
        name: What was compared.
        unit: `"x"` for a ratio of throughputs, `"%"` for a share of a step, `"ms"`, `"s"`, `"dB"`,
            `"GiB"`.
        value: Median over the rounds, on both clocks.
        low: First quartile on the clock that counts.
        high: Third quartile on that clock.
        rounds: Number of rounds.
        clock: `"wall"` or `"cpu"`: the clock that counts.
        times: Median milliseconds a step of all who took part.
        at_least: Target from below, if there is one.
        at_most: Target from above, if there is one.
    """

    benchmark: str
    name: str
    unit: str
    value: Time
    low: float
    high: float
    rounds: int
    clock: str
    times: Mapping[str, Time]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def counts(self) -> float:
        """The value on the clock that counts."""
        return getattr(self.value, self.clock)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.at_least is not None:
            return self.counts >= self.at_least
        return None if self.at_most is None else self.counts <= self.at_most

    def as_dict(self) -> dict:
        """The row for a JSON file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict) -> "Row":
        """The row that `as_dict` wrote."""
        times = {name: Time(**time) for name, time in kept["times"].items()}
        return cls(**{**kept, "value": Time(**kept["value"]), "times": times})


@dataclass(frozen=True)
class Target:
    """What a number should be, from below or from above, or nothing."""

    at_least: float | None = None
    at_most: float | None = None


def row(  # noqa: PLR0913 - a line of a table
    benchmark: str,
    name: str,
    unit: str,
    values: list[Time],
    times: Mapping[str, list[Time]],
    *,
    target: Target = Target(),
    workers: bool = False,
) -> Row:
    """The row of a number that each round measured once."""
    clock = fair_clock(workers=workers)
    low, high = quartiles([getattr(value, clock) for value in values])
    return Row(
        benchmark=benchmark,
        name=name,
        unit=unit,
        value=middle(values),
        low=low,
        high=high,
        rounds=len(values),
        clock=clock,
        times={who: middle(turns) for who, turns in times.items()},
        at_least=target.at_least,
        at_most=target.at_most,
    )
