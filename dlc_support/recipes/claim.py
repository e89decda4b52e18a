"""A statement about a table, and whether the seeds bear it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from dlc_support.evaluation.intervals import Interval, seed_interval

Cell = tuple[str, str]
Outcome = Literal["resolved", "not resolved", "resolved to the contrary"]


@dataclass(frozen=True)
class Claim:
    """That one number of a table exceeds another one, or a constant.

    Attributes:
        text: The statement in words.
        larger: Row and column of the number that is said to be larger.
        smaller: Row and column of the other, or a constant such as a source's number.
    """

    text: str
    larger: Cell
    smaller: Cell | float

    def cells(self) -> list[Cell]:
        """The cells of the table that it is about."""
        sides = (self.larger, self.smaller)
        return [side for side in sides if isinstance(side, tuple)]


@dataclass(frozen=True)
class Verdict:
    """What the seeds say about a claim.

    Attributes:
        claim: The statement.
        difference: `larger` minus `smaller`, paired over the seeds, with its 95 % interval.
    """

    claim: Claim
    difference: Interval

    @property
    def outcome(self) -> Outcome:
        """Resolved when the interval excludes a difference of zero.

        Example:
            >>> claim = Claim("a network beats a filter", ("net", "dB"), ("filter", "dB"))
            >>> Verdict(claim, Interval(0.4, -0.1, 0.9)).outcome
            'not resolved'
            >>> Verdict(claim, Interval(0.4, 0.3, 0.5)).outcome
            'resolved'
        """
        if not self.difference.resolved():
            return "not resolved"
        return "resolved" if self.difference.mean > 0.0 else "resolved to the contrary"

    def __str__(self) -> str:
        return f"{self.claim.text}: {self.outcome} (difference {self.difference})"


def judged(claim: Claim, differences: Sequence[float]) -> Verdict:
    """The verdict on a claim from one difference per seed.

    Raises:
        ValueError: If there are fewer than two seeds: an interval needs a spread.
    """
    return Verdict(claim, seed_interval(torch.tensor(differences, dtype=torch.float64)))
