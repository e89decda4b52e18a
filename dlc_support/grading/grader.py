"""Grades one submission, in the process that calls it."""

import ast
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dlc_support.grading.evaluate import TaskReport, evaluate
from dlc_support.grading.kernel import Launch
from dlc_support.grading.markers import hidden, parts
from dlc_support.grading.master import Master
from dlc_support.grading.merge import merge, plain
from dlc_support.grading.notebook import Cell, Unreadable, read_notebook
from dlc_support.grading.result import Result
from dlc_support.grading.sandbox import Kind, Limits
from dlc_support.grading.session import Session


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


def grade_notebook(master: Master, student: str, path: Path, settings: Settings) -> Result:
    """What a submission gets.

    Args:
        master: The lab.
        student: Whose it is.
        path: The notebook.
        settings: Walls and limits.
    """
    begin = time.monotonic()
    try:
        merged = merge(master, _cells_for(master, path))
    except Unreadable as error:
        return unreadable(master, student, str(error))
    launch = Launch(settings.kind, settings.limits, modules(master))
    with Session(launch) as session:
        report = evaluate(master, merged, session)
    return Result(
        student=student,
        status="look" if report.look else "graded",
        tasks=list(report.tasks.values()),
        notes=report.notes,
        seconds=round(time.monotonic() - begin, 1),
    )


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
    """The modules that a lab's judges import."""
    checks = [cell for cell in master.cells if cell.is_check]
    sources = (parts(hidden(cell.source)).judge for cell in checks)
    return sorted({name for source in sources for name in imported(source)})


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
