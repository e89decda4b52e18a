"""What the visible checks of a notebook give, for the student who runs it."""

import re
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO
from typing import Any, NamedTuple

from dlc_support.words import counted

# First line of a visible check.
HEAD = re.compile(r"# Check of (\w+), (\d+) points?$", flags=re.MULTILINE)


class Checked(NamedTuple):
    """How a visible check went.

    Attributes:
        task: Its task.
        points: What it gives.
        error: What it said, "" where it passed.
    """

    task: str
    points: int
    error: str


def self_report() -> None:
    """Runs the visible checks of this notebook again, and prints the points that they give.

    It counts the checks that ran since the kernel started: restart and run all cells first. The
    hidden tests, which give most of the points, are not in the notebook. Outside of a notebook it
    prints that there is nothing to report.
    """
    from IPython import get_ipython

    shell = get_ipython()
    found = checked(shell.user_ns["In"], shell.user_ns) if shell else []
    print(report(found))  # noqa: T201


def checked(cells: Iterable[str], names: dict[str, Any]) -> list[Checked]:
    r"""Runs each visible check among the cells, and says how it went.

    Args:
        cells: Sources of cells in the order in which they ran; of two checks of a task the later
            counts.
        names: What the notebook defines; it is left as it is.

    Example:
        >>> checked(["# Check of half, 2 points\nassert half(4) == 2"], {"half": lambda x: x / 2})
        [Checked(task='half', points=2, error='')]
    """
    heads = ((HEAD.match(cell), cell) for cell in cells)
    latest = {head[1]: (int(head[2]), cell) for head, cell in heads if head}
    return [
        Checked(task, points, _error(cell, dict(names))) for task, (points, cell) in latest.items()
    ]


def _error(source: str, names: dict[str, Any]) -> str:
    try:
        with redirect_stdout(StringIO()):  # what a check prints was seen when it ran
            exec(compile(source, "<check>", "exec"), names)
    except Exception as error:
        unanswered = isinstance(error, NotImplementedError)
        return "not answered" if unanswered else str(error).strip() or type(error).__name__
    return ""


def report(found: list[Checked]) -> str:
    """A line for each check, and the sum.

    Example:
        >>> print(report([Checked("half", 2, ""), Checked("third", 1, "third(3) is 0, not 1")]))
        half             2 of 2
        third            0 of 1  third(3) is 0, not 1
        visible checks   2 of 3 points
    """
    if not found:
        return "No visible check ran since the kernel started: run all cells of the notebook."
    lines = [
        f"{one.task:16} {_earned(one)} of {one.points}  {_indented(one.error)}".rstrip()
        for one in found
    ]
    earned, points = sum(map(_earned, found)), sum(one.points for one in found)
    return "\n".join([*lines, f"{'visible checks':16} {earned} of {counted(points, 'point')}"])


def _indented(text: str) -> str:
    """A message whose further lines stand below its first one."""
    return text.replace("\n", "\n" + " " * 26)


def _earned(one: Checked) -> int:
    return 0 if one.error else one.points
