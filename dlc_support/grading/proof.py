"""Proves a master: its solution gets all points, its blank none, and its judges are not forged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlc_support.grading.build import student_text
from dlc_support.grading.evaluate import Report, evaluate
from dlc_support.grading.forged import forgeries
from dlc_support.grading.judge import judge
from dlc_support.grading.markers import hidden, parts
from dlc_support.grading.master import Master, read_master
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import Cell, cells_of
from dlc_support.grading.quiet import as_graded
from dlc_support.grading.rules import problems
from dlc_support.grading.workspace import Outcome, Workspace

SECONDS = 4.0


@dataclass(frozen=True)
class Proof:
    """What is known of a master.

    Attributes:
        lab: Its name.
        tasks: How many.
        points: Of all tasks.
        seconds: Of the processor, for all tasks of the solution with their checks.
        problems: What is wrong, in words; empty if nothing is.
    """

    lab: str
    tasks: int
    points: int
    seconds: float
    problems: tuple[str, ...]


class Recorder:
    """A workspace that keeps what hidden tests sent back.

    Attributes:
        probes: By the source of the hidden test.
    """

    def __init__(self) -> None:
        self.workspace = Workspace()
        self.probes: dict[str, Any] = {}

    def run(self, source: str) -> Outcome:
        """Runs a cell."""
        return self.workspace.run(source)

    def probe(self, source: str) -> Outcome:
        """Runs a hidden test and keeps its probe."""
        outcome = self.workspace.probe(source)
        self.probes[source] = outcome.probe
        return outcome


def check(master: Path, student: Path | None = None) -> Proof:
    """Runs a master as solution and as blank, in this process.

    Args:
        master: The notebook with solutions and hidden tests.
        student: The student version that must agree with it; None leaves that out.

    Raises:
        ValueError: If it cannot be read as a master.
    """
    import json

    lab = read_master(master)
    handed_out = student_text(master)
    found = problems(lab)
    if student is not None and not _same(student, handed_out):
        found.append(f"{student.name} is not what `dlc labs build` makes of the master")
    with as_graded():
        solved, recorder = _run(lab, lab.cells)
        blank, _ = _run(lab, cells_of(json.loads(handed_out)))
        found += [*_solution(lab, solved), *_blank(lab, blank), *_judges(lab, recorder)]
    return Proof(lab.name, len(lab.tasks), lab.points, solved.seconds, tuple(found))


def _same(student: Path, text: str) -> bool:
    return student.is_file() and student.read_bytes() == text.encode()


def _run(lab: Master, cells: Sequence[Cell]) -> tuple[Report, Recorder]:
    recorder = Recorder()
    return evaluate(lab, merge(lab, cells), recorder), recorder


def _solution(lab: Master, report: Report) -> Iterator[str]:
    """The solution gets all points, in time."""
    for cell, error in report.failed.items():
        said = report.messages.get(cell, "")
        yield f"solution: cell {cell} fails: {error} {said}".rstrip()
    for task in report.tasks.values():
        if task.score < task.points or not task.points:
            yield f"{task.name}: the solution gets {task.score} of {task.points} points"
    if report.seconds > SECONDS:
        yield f"the tasks take {report.seconds:.1f} s, at most {SECONDS:.0f} s are allowed"
    if not lab.tasks:
        yield "there is no task"


def _blank(lab: Master, report: Report) -> Iterator[str]:
    """The blank gets nothing, and fails only in its tasks, because they are not answered."""
    own = {cell.id: task.name for task in lab.tasks for cell in (task.answer, *task.checks)}
    for cell, error in report.failed.items():
        if cell not in own:
            yield f"blank: cell {cell} fails without an answer: {error}"
        elif error != "NotImplementedError":
            yield f"blank: cell {cell} of {own[cell]} raises {error}, not NotImplementedError"
    for task in report.tasks.values():
        if task.score:
            yield f"{task.name}: the blank gets {task.score} points"
        if not any(cell in report.failed for cell, name in own.items() if name == task.name):
            yield f"{task.name}: nothing fails while it is not answered"


def _judges(lab: Master, recorder: Recorder) -> Iterator[str]:
    """No judge gives points to a probe that holds nothing of the answer."""
    for task in lab.tasks:
        for cell in task.checks:
            probe, judged = parts(hidden(cell.source))
            if not judged.strip() or recorder.probes.get(probe) is None:
                continue
            for name, forged in forgeries(recorder.probes[probe]):
                if judge(judged, forged).ok:
                    yield f"{cell.grade_id}: the judge accepts {name}"
