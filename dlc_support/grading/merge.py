"""A submission as it is graded: the master's cells, with the student's answers in their places.

What the student added stays where it was, relative to the cells around it. Statements, checks and
the setup cell are always the master's.
"""

import ast
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dlc_support.grading.markers import blank, visible
from dlc_support.grading.master import Master
from dlc_support.grading.notebook import Cell, Unreadable

Role = Literal["given", "answer", "helper", "check"]
ALIKE = 0.6  # share of text that makes a cell without any mark an answer
MAX_COMPARED = 200


@dataclass(frozen=True)
class Step:
    """A code cell to run.

    Attributes:
        role: `"given"` by the master, an `"answer"`, a `"helper"` of the student's, or a
            `"check"`.
        source: Python; of a check the master's whole cell, hidden tests included.
        task: The task that it belongs to, "" for none.
        cell: The master's cell, None for a helper.
    """

    role: Role
    source: str
    task: str = ""
    cell: Cell | None = None


@dataclass
class Merged:
    """A submission that can be run.

    Attributes:
        steps: The code cells, in order.
        answered: For each task, whether its answer was found and is not the blank one.
        notes: What was found odd, in words of the grader's own.
    """

    steps: list[Step] = field(default_factory=list)
    answered: dict[str, bool] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def merge(master: Master, submission: Sequence[Cell]) -> Merged:
    """Puts a submission's answers into the master.

    An answer is the cell with its grade id, else with its cell id, else the one that defines its
    function, else the one with the most similar text.

    Raises:
        Unreadable: If no answer of this lab is found in it.
    """
    anchors = _anchors(master, submission)
    by_cell = {number: place for place, number in anchors.items()}
    merged = Merged(notes=_oddities(master, submission))
    helpers = _helpers(master, submission, by_cell)
    merged.steps += helpers.get(-1, [])
    for place, cell in enumerate(master.cells):
        found = submission[anchors[place]] if place in anchors else None
        if cell.kind == "code" and (step := _step(master, cell, found)) is not None:
            merged.steps.append(step)
        if cell.is_answer:
            text = found.source.strip() if found else ""
            merged.answered[cell.grade_id] = text not in ("", _blank(cell).strip())
            if found is None:
                merged.notes.append(f"{cell.grade_id}: no answer cell")
        merged.steps += helpers.get(place, [])
    if not any(cell.is_answer and place in anchors for place, cell in enumerate(master.cells)):
        raise Unreadable("no answer of this lab is in it")
    return merged


def _step(master: Master, cell: Cell, found: Cell | None) -> Step | None:
    task = master.task_of(cell)
    if cell.is_check:
        return Step("check", cell.source, task, cell)
    if cell.is_answer:
        return Step("answer", plain(found.source), task, cell) if found else None
    chosen = cell if cell.is_locked or found is None else found
    return Step("given", plain(chosen.source), task, cell)


def _helpers(
    master: Master, submission: Sequence[Cell], by_cell: dict[int, int]
) -> dict[int, list[Step]]:
    """The student's own code cells, by the place in the master that they come after."""
    known = {_handed_out(cell).strip() for cell in master.cells}
    helpers: dict[int, list[Step]] = {}
    place = -1
    for number, cell in enumerate(submission):
        if number in by_cell:
            place = by_cell[number]
        elif cell.kind == "code" and cell.source.strip() not in {"", *known}:
            helpers.setdefault(place, []).append(Step("helper", plain(cell.source)))
    return helpers


def _anchors(master: Master, submission: Sequence[Cell]) -> dict[int, int]:
    """For places in the master, the number of the submission's cell that stands for it."""
    anchors: dict[int, int] = {}
    for find in (_by_grade_id, _by_cell_id, _by_definition, _by_text):
        for place, cell in enumerate(master.cells):
            taken = set(anchors.values())
            free = [n for n in range(len(submission)) if n not in taken]
            same = [n for n in free if submission[n].kind == cell.kind]
            if place not in anchors and (found := find(cell, submission, same)) is not None:
                anchors[place] = found
    return anchors


def _by_grade_id(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    if not cell.grade_id:
        return None
    return _best(cell, submission, [n for n in free if submission[n].grade_id == cell.grade_id])


def _by_cell_id(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    if not cell.id:
        return None
    return _best(cell, submission, [n for n in free if submission[n].id == cell.id])


def _best(cell: Cell, submission: Sequence[Cell], found: list[int]) -> int | None:
    """The first that was filled in; for an answer, none that lacks what the answer defines.

    Ids may be swapped, and copies of a cell carry its ids.
    """
    if not cell.is_answer:
        return found[0] if found else None
    wanted = defined(cell.source)
    fitting = [n for n in found if wanted <= defined(submission[n].source)]
    empty = _blank(cell).strip()
    filled = [n for n in fitting if submission[n].source.strip() != empty]
    return next(iter([*filled, *fitting]), None)


def _by_definition(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    wanted = defined(cell.source) if cell.is_answer else set()
    if not wanted:
        return None
    fitting = [n for n in free if wanted <= defined(submission[n].source)]
    return _best(cell, submission, fitting)


def _by_text(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    """The most similar cell; one with the grade id comes first, whatever became of its text."""
    if not cell.is_answer:
        return None
    own = [n for n in free if submission[n].grade_id == cell.grade_id]
    if own:
        return own[0]
    text = _blank(cell)
    likeness = {n: _likeness(text, submission[n].source) for n in free[:MAX_COMPARED]}
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _likeness(first: str, second: str) -> float:
    """Share of text that two cells have in common, 0 where it is certainly little."""
    if len(second) > 4 * len(first):
        return 0.0
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _blank(cell: Cell) -> str:
    return blank(cell.source, cell.kind)


def _handed_out(cell: Cell) -> str:
    """The cell's text in the student version."""
    return _blank(cell) if cell.is_answer else visible(cell.source)


def defined(source: str) -> set[str]:
    r"""The functions and classes that a cell defines; of a cell that is no Python, by its lines.

    Example:
        >>> sorted(defined("def f(x):\n    return x\nclass A: pass"))
        ['A', 'f']
    """
    tree = _tree(plain(source))
    if tree is None:
        return set(re.findall(r"^(?:async )?(?:def|class) +(\w+)", source, flags=re.MULTILINE))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}


def _tree(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def plain(source: str) -> str:
    r"""A cell as Python: lines for the notebook (`%`, `!`) become comments, their blocks remain.

    Example:
        >>> print(plain("try:\n    import a\nexcept ImportError:\n    %pip install a"))
        try:
            import a
        except ImportError:
            pass  # %pip install a
    """
    if _tree(source) is not None:
        return source
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%"):
        return "\n".join(f"# {line}" for line in lines)
    return "\n".join(re.sub(r"^(\s*)([%!].*)$", r"\1pass  # \2", line) for line in lines)


def _oddities(master: Master, submission: Sequence[Cell]) -> list[str]:
    """What a teacher may want to look at, though it changes no points."""
    return list(_odd_cells(master, submission))


def _odd_cells(master: Master, submission: Sequence[Cell]) -> Iterator[str]:
    ids = [cell.grade_id for cell in submission if cell.grade_id]
    for cell in master.cells:
        if not cell.grade_id:
            continue
        there = [one for one in submission if one.grade_id == cell.grade_id]
        if len(there) > 1:
            yield f"{cell.grade_id}: there {len(there)} times"
        if cell.is_check and not there:
            yield f"{cell.grade_id}: deleted" if ids else "all metadata lost"
        own = {visible(cell.source).strip(), cell.source.strip()}
        if cell.is_check and there and there[0].source.strip() not in own:
            yield f"{cell.grade_id}: rewritten"
