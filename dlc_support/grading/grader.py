"""Grades one submission, in the process that calls it."""

import ast
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dlc_support.grading.evaluate import Report, TaskReport, evaluate
from dlc_support.grading.kernel import Launch
from dlc_support.grading.markers import hidden
from dlc_support.grading.master import Master
from dlc_support.grading.merge import merge, plain
from dlc_support.grading.notebook import Cell, Unreadable, read_notebook
from dlc_support.grading.quiet import as_graded
from dlc_support.grading.reading import as_jupyter_does
from dlc_support.grading.result import Result
from dlc_support.grading.sandbox import Kind, Limits
from dlc_support.grading.session import Session
from dlc_support.grading.submissions import Submission


@dataclass(frozen=True)
class Settings:
    """How submissions are graded.

    Attributes:
        kind: `"bubblewrap"`, or `"none"` for no walls.
        limits: What each may use.
    """

    kind: Kind = "bubblewrap"
    limits: Limits = field(default_factory=Limits)

    def __str__(self) -> str:
        return f"{self.kind} {sorted(asdict(self.limits).items())}"


def grade_submission(
    master: Master, submission: Submission, settings: Settings, task: str = ""
) -> Result:
    """What a submission gets; of several notebooks, the one with answers.

    Args:
        master: The lab.
        submission: Whose it is, and its notebooks.
        settings: Walls and limits.
        task: The only task that is checked, "" for all.
    """
    student, doubt = submission.student, submission.doubt
    if submission.problem:
        result = unreadable(master, student, submission.problem)
    elif len(submission.paths) == 1:
        result = grade_notebook(master, student, submission.paths[0], settings, task)
    else:
        path, note, odd = chosen(master, submission.paths)
        result = grade_notebook(master, student, path, settings, task)
        result.notes.append(note)
        doubt = doubt or odd
    if doubt:
        result.notes.append(doubt)
        result.status = "look" if result.status == "graded" else result.status
    return result


def chosen(master: Master, paths: Sequence[Path]) -> tuple[Path, str, str]:
    """The notebook of several that is graded, what is said of it, and why to look at it or ""."""
    answers = {path: _answers(master, path) for path in paths}
    named = sorted(paths, key=lambda path: (path.stem != master.name, path))
    best = max(named, key=lambda path: len(answers[path]))
    others = [found for path, found in answers.items() if path != best and found]
    note = f"of {len(paths)} notebooks, {best.name[:100]!r} is graded"
    return (
        best,
        note,
        "several of them have answers" if any(found != answers[best] for found in others) else "",
    )


def _answers(master: Master, path: Path) -> dict[str, str]:
    """The answers of a notebook; none of one that cannot be read."""
    try:
        return merge(master, _cells_for(master, path)).answers
    except Unreadable:
        return {}


def grade_notebook(
    master: Master, student: str, path: Path, settings: Settings, task: str = ""
) -> Result:
    """What a notebook gets.

    Args:
        master: The lab.
        student: Whose it is.
        path: The notebook.
        settings: Walls and limits.
        task: The only task that is checked, "" for all.
    """
    begin = time.monotonic()
    try:
        known = {cell.source.strip() for cell in master.cells if cell.kind == "code"}
        cells = as_jupyter_does(_cells_for(master, path), settings.kind, known)
        merged = merge(master, cells)
    except Unreadable as error:
        return unreadable(master, student, str(error))
    if task:
        merged.steps = [one for one in merged.steps if one.role != "check" or one.task == task]
    launch = Launch(settings.kind, settings.limits, modules(master))
    with as_graded(), Session(launch) as session:
        report = evaluate(master, merged, session)
    for one in report.tasks.values():
        # A kernel may tell any number.
        one.seconds = round(one.seconds, 2) if 0 <= one.seconds <= settings.limits.wall else 0.0
    return Result(
        student=student,
        status="look" if report.look or merged.look else "graded",
        tasks=list(report.tasks.values()),
        notes=report.notes,
        seconds=round(time.monotonic() - begin, 1),
        answers=merged.answers,
        messages=_messages(master, report),
    )


def _messages(master: Master, report: Report) -> dict[str, str]:
    """What the hidden tests say that failed, where that is the master's text and no other's."""
    found = {}
    for task in master.tasks:
        for check in task.checks:
            said = report.messages.get(check.id, "").removeprefix("AssertionError: ")
            if said and report.tasks[task.name].visible != "failed":
                own = (n for n in ast.walk(ast.parse(hidden(check.source))))
                if any(isinstance(n, ast.Constant) and n.value == said for n in own):
                    found.setdefault(task.name, said)
    return found


def _cells_for(master: Master, path: Path) -> tuple[Cell, ...]:
    notebook = read_notebook(path)
    if notebook.lab not in ("", master.name):
        raise Unreadable("a notebook of another lab")
    return notebook.cells


def unreadable(master: Master, student: str, reason: str, status: str = "unreadable") -> Result:
    """The result of a submission that could not be run."""
    tasks = [TaskReport(task.name, task.title, task.points) for task in master.tasks]
    return Result(student, status, tasks, [reason])


def modules(master: Master) -> list[str]:
    """The modules that a lab's own cells import; hidden tests do not count."""
    given = [c for c in master.cells if c.kind == "code" and not c.is_check]
    return sorted({name for cell in given for name in imported(plain(cell.source))})


def judges_modules(master: Master) -> list[str]:
    """The modules that the grader imports to run a lab's checks."""
    sources = (hidden(cell.source) for cell in master.cells if cell.is_check)
    return sorted({*modules(master), *(name for source in sources for name in imported(source))})


def imported(source: str) -> Iterator[str]:
    """The modules that a piece of Python imports.

    Example:
        >>> list(imported("import numpy as np; from torch.nn import Linear"))
        ['numpy', 'torch.nn']
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
