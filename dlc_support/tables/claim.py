"""A statement about a table, and whether the seeds bear it out."""

from dataclasses import dataclass

from dlc_support.evaluation.intervals import Interval
from dlc_support.tables.cell import Cell, cell


@dataclass(frozen=True)
class Claim:
    """That one number of a table exceeds another one, or a constant, perhaps by a margin.

    Attributes:
        text: The statement in words.
        larger: Cell of the number that is said to be larger.
        smaller: Cell of the other, or a constant such as a source's number.
        margin: By how much it is said to be larger, at least.
    """

    text: str
    larger: Cell
    smaller: Cell | float
    margin: float = 0.0

    def cells(self) -> list[Cell]:
        """The cells of the table that it is about."""
        return [side for side in (self.larger, self.smaller) if isinstance(side, tuple)]


def beats(
    better: str,
    worse: str,
    column: str,
    group: str = "",
    *,
    text: str = "",
    margin: float = 0.0,
) -> Claim:
    """That one row's number exceeds another's in the same group and column.

    Args:
        better: Row of the larger number.
        worse: Row of the smaller one.
        column: Their column.
        group: Their group.
        text: The statement in words, where it is not "group: better beats worse".
        margin: By how much it exceeds it, at least.

    Example:
        >>> beats("network", "filter", "SSIM", "blur 2").text
        'blur 2: network beats filter'
        >>> beats("network", "filter", "SSIM", margin=0.1).text
        'network beats filter by at least 0.1'
    """
    by = f" by at least {margin:g}" if margin else ""
    text = text or f"{group}{': ' if group else ''}{better} beats {worse}{by}"
    return Claim(text, cell(group, better, column), cell(group, worse, column), margin)


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
    def outcome(self) -> str:
        """Resolved when the interval of the difference excludes the claim's margin (0: none).

        Example:
            >>> claim = beats("network", "filter", "dB")
            >>> Verdict(claim, Interval(0.4, -0.1, 0.9)).outcome
            'not resolved'
            >>> Verdict(claim, Interval(0.4, 0.3, 0.5)).outcome
            'resolved'
        """
        margin = self.claim.margin
        if not self.difference.resolved(margin):
            return "not resolved"
        return "resolved" if self.difference.mean > margin else "resolved to the contrary"

    def __str__(self) -> str:
        return f"{self.claim.text}: {self.outcome} (difference {self.difference})"
