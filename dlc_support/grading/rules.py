"""What a master must be, as far as it can be told without running it: one rule, one function.

A rule takes a task and returns what is wrong with it, in words.
"""

import ast
import re
from collections.abc import Callable, Iterator

from dlc_support.grading.build import seen as seen_cell
from dlc_support.grading.markers import hidden, parts, visible
from dlc_support.grading.master import Master, Task, in_kernel, points
from dlc_support.grading.merge import plain
from dlc_support.grading.notebook import Cell
from dlc_support.grading.variant import constants
from dlc_support.words import counted

MAX_LINES, MAX_WIDTH = 30, 79
# What asks for a prediction; a text that comes back to one says "did you predict".
ASKS = re.compile(r"(?<!did you )\b(predict|your prediction)\b", flags=re.IGNORECASE)
PREDICTION = "-prediction"  # ends the ids of the cells that predictions are written into
BOX = "before"  # what one can do after the lab, predict among it

Rule = Callable[[Task], Iterator[str]]


def stated(task: Task) -> Iterator[str]:
    """The statement tells difficulty, minutes, points, and has a folded hint."""
    if task.statement is None:
        yield f"there is no cell {task.name}-statement"
        return
    if task.facts is None:
        yield 'the statement has no line such as "●●○, 10 minutes, 4 points."'
    elif task.facts[2] != task.points:
        said = counted(task.facts[2], "point")
        yield f"the statement tells {said}, and the checks give {task.points}"
    if "<details>" not in task.statement.source or "</details>" not in task.statement.source:
        yield "the statement has no folded hint (<details>)"


def documented(task: Task) -> Iterator[str]:
    """The functions to write have docstrings."""
    for node in ast.parse(plain(task.answer.source)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not ast.get_docstring(node):
            yield f"{node.name} has no docstring"


def checked(task: Task) -> Iterator[str]:
    """There is a visible check and a hidden test."""
    if not any(_asserts(visible(check.source)) for check in task.checks):
        yield "there is no visible check"
    rest = (check for check in task.checks if check.grade_id != f"{task.name}-seen")
    if not any(hidden(check.source).strip() for check in rest):
        yield "there is no hidden test"


def judged(task: Task) -> Iterator[str]:
    """All points are given by what the grader asserts, in cells that a variant can vary."""
    for check in task.checks:
        secret = hidden(check.source).strip()
        if _asserts(visible(check.source)) and points(check):
            yield f"{check.grade_id}: what is seen must carry 0 points, got {points(check)}"
        if secret and not _asserts(parts(secret).grader):
            yield f"{check.grade_id}: the grader asserts nothing"
        copied = check.source == seen_cell(task)
        if secret and not copied and not constants(secret):
            yield f"{check.grade_id}: no constant is marked with `# variant:`"


def seen(task: Task) -> Iterator[str]:
    """A cell gives the points of the visible check, and is a copy of it where it can be."""
    cells = [check for check in task.checks if check.grade_id == f"{task.name}-seen"]
    if not cells:
        yield f"there is no cell {task.name}-seen, which gives the visible check's points"
    elif not in_kernel(task) and cells[0].source != seen_cell(task):
        yield f"{task.name}-seen: not what `dlc labs build` makes of the visible check"


def told(task: Task) -> Iterator[str]:
    """A visible check says what is wrong."""
    for check in task.checks:
        for node in _asserts(visible(check.source)):
            if node.msg is None:
                yield f"{check.grade_id}: line {node.lineno} asserts without a message"


def headed(task: Task) -> Iterator[str]:
    """A visible check's first line tells the self-report what it is."""
    worth = sum(points(one) for one in task.checks if one.grade_id == f"{task.name}-seen")
    head = f"# Check of {task.name}, {counted(worth, 'point')}"
    for check in task.checks:
        text = visible(check.source)
        if _asserts(text) and text.split("\n")[0] != head:
            yield f"{check.grade_id}: the first line must be `{head}`"


def short(task: Task) -> Iterator[str]:
    """Cells can be read without scrolling."""
    for cell in (task.answer, *task.checks):
        text = visible(cell.source) if cell.is_check else cell.source
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > MAX_LINES:
            yield f"{cell.grade_id}: {counted(len(lines), 'line')}, at most {MAX_LINES}"
        if (wide := max(map(len, cell.source.split("\n")))) > MAX_WIDTH:
            yield f"{cell.grade_id}: a line of {wide} characters, at most {MAX_WIDTH}"


def locked(task: Task) -> Iterator[str]:
    """Checks are code and locked; the answer is not."""
    for check in task.checks:
        if check.kind != "code" or check.marks.get("locked") is not True:
            yield f"{check.grade_id}: a check must be a locked code cell"
    if task.answer.marks.get("locked") is True:
        yield "the answer is locked"


RULES: tuple[Rule, ...] = (
    stated,
    documented,
    checked,
    judged,
    seen,
    told,
    headed,
    short,
    locked,
)


def problems(lab: Master) -> list[str]:
    """What is wrong with a master, without running it."""
    found = [f"{task.name}: {text}" for task in lab.tasks for rule in RULES for text in rule(task)]
    return [*found, *_ids(lab.cells), *_bound(lab), *_predicted(lab), *_read(lab)]


def _read(lab: Master) -> Iterator[str]:
    """What a teacher is said to read is on the pages of open answers."""
    for cell in lab.cells:
        if "teacher reads" in cell.source and not (cell.is_open or cell.is_answer):
            yield f"{cell.id}: the tag open-answer is missing"


def _predicted(lab: Master) -> Iterator[str]:
    """A text that asks for a prediction, before any code, without a cell to write it into."""
    for number, cell in enumerate(lab.cells):
        asks = cell.kind == "markdown" and ASKS.search(cell.source) and cell.id != BOX
        if asks and not cell.id.endswith(PREDICTION):
            rest = lab.cells[number + 1 :]
            code = next((n for n, one in enumerate(rest) if one.kind == "code"), len(rest))
            if not any(one.id.endswith(PREDICTION) for one in rest[:code]):
                yield f"{cell.id}: asks for a prediction, and no cell ...{PREDICTION} follows"


def _bound(lab: Master) -> Iterator[str]:
    """Checks that bind the name of a helper: in a kernel of nbgrader's the next one calls it."""
    own = {cell.id for task in lab.tasks for cell in (task.answer, *task.checks)}
    helpers = {
        node.name: cell.id
        for cell in lab.cells
        if cell.kind == "code" and cell.id not in own
        for node in ast.parse(plain(cell.source)).body
        if isinstance(node, ast.FunctionDef)
    }
    for task in lab.tasks:
        for check in task.checks:
            for node in ast.walk(ast.parse(check.source)):
                name = node.id if isinstance(node, ast.Name) else None
                if name in helpers and isinstance(node.ctx, ast.Store):
                    yield f"{check.grade_id}: binds {name}, a function of cell {helpers[name]}"


def _ids(cells: tuple[Cell, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if not cell.id or cell.id in seen:
            yield f"cell {number} has no id of its own"
        seen.add(cell.id)


def _asserts(source: str) -> list[ast.Assert]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
