"""A lab's master: the notebook with solutions and hidden tests, and the tasks that it holds."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from dlc_support.grading.markers import parts
from dlc_support.grading.notebook import Cell, Unreadable, read_notebook

FACTS = re.compile(r"^(●○○|●●○|●●●), (\d+) minutes?, (\d+) points?\.", re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """One task: a statement, an answer, and the checks that give its points.

    Attributes:
        name: The grade id of its answer; its other cells are called `NAME-...`.
        statement: The cell `NAME-statement`, or None.
        answer: The cell that the student fills in.
        checks: The cells that give points, in their order.
    """

    name: str
    statement: Cell | None
    answer: Cell
    checks: tuple[Cell, ...]

    @property
    def points(self) -> int:
        """The points of all its checks, and of an answer that a teacher marks."""
        own = points(self.answer) if self.answer.marks.get("grade") is True else 0
        return sum(points(check) for check in self.checks) + own

    @property
    def title(self) -> str:
        """The heading of the statement."""
        found = HEADING.search(self.statement.source) if self.statement else None
        return found[1] if found else self.name

    @property
    def facts(self) -> tuple[str, int, int] | None:
        """Difficulty, minutes and points as the statement tells them, None where it does not."""
        found = FACTS.search(self.statement.source) if self.statement else None
        return (found[1], int(found[2]), int(found[3])) if found else None


@dataclass(frozen=True)
class Master:
    """A lab with its solutions.

    Attributes:
        name: Name of the lab: as the notebook says, else of the file without its ending.
        cells: All cells, in order.
        tasks: The tasks, in order.
        digest: Of the file.
    """

    name: str
    cells: tuple[Cell, ...]
    tasks: tuple[Task, ...]
    digest: str

    @property
    def points(self) -> int:
        """The points of all tasks."""
        return sum(task.points for task in self.tasks)

    def task_of(self, cell: Cell) -> str:
        """The name of the task that a cell belongs to, or ""."""
        return next((task.name for task in self.tasks if belongs(cell.grade_id, task.name)), "")


def read_master(path: Path) -> Master:
    """Reads a master.

    Raises:
        ValueError: If it is no notebook, or its checks do not belong to answers.
    """
    try:
        notebook = read_notebook(path)
    except Unreadable as error:
        raise ValueError(f"{path} is no master: {error}") from None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Master(notebook.lab or path.stem, notebook.cells, _tasks(notebook.cells), digest)


def points(check: Cell) -> int:
    """The points of a checking cell."""
    found = check.marks.get("points", 0)
    return int(found) if isinstance(found, int | float) else 0


def seen_id(task: str) -> str:
    """The grade id of the cell that gives the points of a task's visible check."""
    return f"{task}-seen"


def in_kernel(task: Task) -> bool:
    """True where a visible check needs the student's process: the grader cannot call the answer.

    The cell that gives its points is then one of the author's own.
    """
    seen = [check for check in task.checks if check.grade_id == seen_id(task.name)]
    return any(parts(check.source).kernel for check in seen)


def belongs(grade_id: str, task: str) -> bool:
    """Whether a grade id is a task's name, or begins with it and a hyphen."""
    return grade_id == task or grade_id.startswith(f"{task}-")


def _tasks(cells: tuple[Cell, ...]) -> tuple[Task, ...]:
    marked = [cell for cell in cells if cell.grade_id]
    ids = [cell.grade_id for cell in marked]
    if repeated := sorted({one for one in ids if ids.count(one) > 1}):
        raise ValueError(f"grade ids must differ, got {repeated[0]!r} twice")
    answers = [cell for cell in marked if cell.is_answer]
    names = [cell.grade_id for cell in answers]
    for cell in marked:
        owners = [name for name in names if belongs(cell.grade_id, name)]
        if len(owners) > 1 or (cell.is_check and not owners):
            raise ValueError(
                f"grade id {cell.grade_id!r} must be an answer's or begin with one's and a "
                f"hyphen; the answers are {names}"
            )
    return tuple(_task(answer, marked) for answer in answers)


def _task(answer: Cell, marked: list[Cell]) -> Task:
    own = [cell for cell in marked if belongs(cell.grade_id, answer.grade_id)]
    statement = f"{answer.grade_id}-statement"
    return Task(
        name=answer.grade_id,
        statement=next((cell for cell in own if cell.grade_id == statement), None),
        answer=answer,
        checks=tuple(cell for cell in own if cell.is_check),
    )
