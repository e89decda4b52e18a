"""Which spoiled answers the labs reject: `python -m tools.kinds` writes the table, in minutes.

The test of the masters holds each lab's part of it against what the proof finds.
"""

from collections.abc import Iterable
from pathlib import Path

from dlc_support.grading import Master, check, read_master
from dlc_support.grading.proof import REJECTED
from dlc_support.grading.spoiled import KINDS
from tools.project import ROOT

MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
TABLE = ROOT / "tests" / "labs" / "kinds.md"
HEAD = """\
# Spoiled answers, task by kind

Written by `python -m tools.kinds`. The proof of a master spoils the right answer of each task in
all of these ways. A way that finds nothing to change in what a task takes or returns does not fit
it: its cell is empty. `x` is rejected by the checks. `a` is accepted, for the reason below the
table, which comes from the hidden test.
"""


def part(lab: Master, kinds: Iterable[tuple[str, str, str]]) -> str:
    """The table of a lab.

    Args:
        lab: The lab.
        kinds: Task, kind and what became of it, as its proof tells.
    """
    verdicts = {(task, kind): verdict for task, kind, verdict in kinds}
    numbers = range(1, len(KINDS) + 1)
    lines = [f"## {lab.name}", "", f"| task | {' | '.join(map(str, numbers))} |"]
    lines.append(f"| :-- |{' :-: |' * len(KINDS)}")
    for task in lab.tasks:
        found = [verdicts.get((task.name, kind), "") for kind in KINDS]
        marks = ["x" if one == REJECTED else "a" if one else " " for one in found]
        lines.append(f"| {task.name} | {' | '.join(marks)} |")
    reasons = [
        f"- {task}, {kind}: {why}" for (task, kind), why in verdicts.items() if why != REJECTED
    ]
    return "\n".join([*lines, "", *reasons]).rstrip() + "\n"


def table(parts: Iterable[str]) -> str:
    """All labs below one another, and before them the kinds by number."""
    kinds = "\n".join(f"{number}. {kind}" for number, kind in enumerate(KINDS, start=1))
    return "\n".join([HEAD, kinds + "\n", *parts])


def proved(path: Path) -> str:
    """The table of a lab, from its proof.

    Raises:
        ValueError: If something is wrong with the master.
    """
    proof = check(path)
    if proof.problems:
        raise ValueError(f"{proof.lab}: {'; '.join(proof.problems)}")
    return part(read_master(path), proof.kinds)


if __name__ == "__main__":
    TABLE.write_text(table(map(proved, MASTERS)), encoding="utf-8", newline="\n")
