"""What a master must be, as far as it can be told without running it: one rule, one function.

A rule takes a task and returns what is wrong with it, in words.
"""

import ast
from collections.abc import Callable, Iterator

from dlc_support.grading.markers import hidden, visible
from dlc_support.grading.master import Master, Task, is_judged, points
from dlc_support.grading.merge import plain
from dlc_support.grading.notebook import Cell
from dlc_support.grading.variant import constants

MAX_LINES, MAX_WIDTH = 25, 79

Rule = Callable[[Task], Iterator[str]]


def stated(task: Task) -> Iterator[str]:
    """The statement tells difficulty, minutes, points, and has a folded hint."""
    if task.statement is None:
        yield f"there is no cell {task.name}-statement"
        return
    if task.facts is None:
        yield 'the statement has no line such as "●●○, 10 minutes, 4 points."'
    elif task.facts[2] != task.points:
        yield f"the statement tells {task.facts[2]} points, and the checks give {task.points}"
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
    if not any(hidden(check.source).strip() for check in task.checks):
        yield "there is no hidden test"


def judged(task: Task) -> Iterator[str]:
    """Hidden tests are judged outside, with a constant that a private variant can change."""
    for check in task.checks:
        if not (secret := hidden(check.source)).strip():
            continue
        if not is_judged(check):
            yield f"{check.grade_id}: hidden tests without ### BEGIN JUDGE"
        if not constants(secret):
            yield f"{check.grade_id}: no constant is marked with `# variant:`"


def outside(task: Task) -> Iterator[str]:
    """Most points are given outside the student's process."""
    given = sum(points(check) for check in task.checks if is_judged(check))
    if 2 * given <= task.points:
        yield f"{given} of {task.points} points are judged outside, which must be most"


def told(task: Task) -> Iterator[str]:
    """A visible check says what is wrong."""
    for check in task.checks:
        for node in _asserts(visible(check.source)):
            if node.msg is None:
                yield f"{check.grade_id}: line {node.lineno} asserts without a message"


def headed(task: Task) -> Iterator[str]:
    """A visible check's first line tells the self-report what it is."""
    for check in task.checks:
        text, worth = visible(check.source), points(check)
        head = f"# Check of {task.name}, {worth} point{'' if worth == 1 else 's'}"
        if _asserts(text) and text.split("\n")[0] != head:
            yield f"{check.grade_id}: the first line must be `{head}`"


def short(task: Task) -> Iterator[str]:
    """Cells can be read without scrolling."""
    for cell in (task.answer, *task.checks):
        text = visible(cell.source) if cell.is_check else cell.source
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > MAX_LINES:
            yield f"{cell.grade_id}: {len(lines)} lines, at most {MAX_LINES}"
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
    outside,
    told,
    headed,
    short,
    locked,
)


def problems(lab: Master) -> list[str]:
    """What is wrong with a master, without running it."""
    found = [f"{task.name}: {text}" for task in lab.tasks for rule in RULES for text in rule(task)]
    return [*found, *_ids(lab.cells)]


def _ids(cells: tuple[Cell, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for number, cell in enumerate(cells):
        if not cell.id or cell.id in seen:
            yield f"cell {number} has no id of its own"
        seen.add(cell.id)


def _asserts(source: str) -> list[ast.Assert]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
