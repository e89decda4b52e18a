"""A submission as it is graded: the master's cells, with the student's answers in their places.

What the student added stays where it was, relative to the cells around it. Statements, checks and
the setup cell are always the master's.
"""

import ast
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from dlc_support.grading.magics import parsed
from dlc_support.grading.markers import blank, visible
from dlc_support.grading.master import Master
from dlc_support.grading.notebook import MAX_CODE, Cell, Unreadable
from dlc_support.grading.reading import UNREAD, inert, left_out, remarks

Role = Literal["given", "answer", "helper", "check"]
ALIKE = 0.6  # share of words that makes a cell without any mark an answer
MAX_COMPARED = 40  # cells that an answer without any mark is looked for in
# Code that names the grader's own modules, as only the report at the end of a lab has to.
MEDDLING = re.compile(r"dlc_support\.grading\b(?! import self_report\b)")
MEDDLES = "uses the grader's own modules"
WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Step:
    """A code cell to run.

    Attributes:
        role: `"given"` by the master, an `"answer"`, a `"helper"` of the student's, or a
            `"check"`.
        source: Python; of a check the master's whole cell, hidden tests included.
        task: The task that it belongs to, "" for none.
        cell: The master's cell, None for a helper.
        own: The student's cell, None where the source is the master's.
    """

    role: Role
    source: str
    task: str = ""
    cell: Cell | None = None
    own: Cell | None = None


@dataclass
class Merged:
    """A submission that can be run.

    Attributes:
        steps: The code cells, in order.
        answered: For each answer, whether it was found and is not the blank one.
        answers: The text of each answer that is, by task, and of each cell of prose, by its id.
        notes: What was found odd, in words of the grader's own.
        look: True where a teacher should look at it.
    """

    steps: list[Step] = field(default_factory=list)
    answered: dict[str, bool] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    look: bool = False


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
            if merged.answered[cell.grade_id]:
                merged.answers[cell.grade_id] = text[:MAX_CODE]  # prose may hold pictures
            if found is None:
                merged.notes.append(f"{cell.grade_id}: no answer cell")
        if cell.is_open and found and (text := found.source.strip()) != cell.source.strip():
            merged.answers[cell.id] = text[:MAX_CODE]
        merged.steps += helpers.get(place, [])
    if not any(cell.is_answer and place in anchors for place, cell in enumerate(master.cells)):
        raise Unreadable("no answer of this lab is in it")
    _remark(merged)
    return merged


def _remark(merged: Merged) -> None:
    """Notes what becomes of the student's magics, and what is no student's business."""
    names = inert([step.source for step in merged.steps if step.own])
    for step in merged.steps:
        if step.own is None:
            continue
        told, look = remarks(step.source, names, answer=step.role == "answer")
        if left_out(step.own):
            told, look = [UNREAD], True
        if MEDDLING.search(step.source):
            told, look = [*told, MEDDLES], True
        label = step.task or "a cell of the student's"
        merged.notes += [f"{label}: {text}" for text in told]
        merged.look |= look


def _step(master: Master, cell: Cell, found: Cell | None) -> Step | None:
    task = master.task_of(cell)
    if cell.is_check:
        return Step("check", cell.source, task, cell)
    if cell.is_answer:
        return Step("answer", _python(found), task, cell, found) if found else None
    if cell.is_locked or found is None or found.source.strip() == cell.source.strip():
        return Step("given", _python(cell), task, cell)
    return Step("given", _python(found), task, cell, found)


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
            helpers.setdefault(place, []).append(Step("helper", _python(cell), own=cell))
    return helpers


def _python(cell: Cell) -> str:
    return plain(cell.source) if cell.python is None else cell.python


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
    fitting = [n for n in found if wanted <= defined(_python(submission[n]))]
    empty = _blank(cell).strip()
    filled = [n for n in fitting if submission[n].source.strip() != empty]
    return next(iter([*filled, *fitting]), None)


def _by_definition(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    wanted = defined(cell.source) if cell.is_answer else set()
    if not wanted:
        return None
    fitting = [n for n in free if wanted <= defined(_python(submission[n]))]
    return _best(cell, submission, fitting)


def _by_text(cell: Cell, submission: Sequence[Cell], free: list[int]) -> int | None:
    """The most similar cell; one with the grade id comes first, whatever became of its text."""
    if not cell.is_answer:
        return None
    own = [n for n in free if submission[n].grade_id == cell.grade_id]
    if own:
        return own[0]
    likeness = _likeness(_blank(cell), [submission[n].source for n in free[:MAX_COMPARED]])
    best = max(range(len(likeness)), key=likeness.__getitem__, default=None)
    return free[best] if best is not None and likeness[best] >= ALIKE else None


def _likeness(text: str, others: Sequence[str]) -> list[float]:
    """Share of words that cells have in common with a text, 0 where it is certainly little."""
    words = WORD.findall(text)
    matcher = difflib.SequenceMatcher(None, b=words, autojunk=False)
    found = []
    for other in others:
        matcher.set_seq1(WORD.findall(other) if len(other) <= 4 * len(text) else [])
        found.append(matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0)
    return found


def _blank(cell: Cell) -> str:
    return blank(cell.source, cell.kind)


def _handed_out(cell: Cell) -> str:
    """The cell's text in the student version."""
    return _blank(cell) if cell.is_answer else visible(cell.source)


@lru_cache(maxsize=4096)
def defined(python: str) -> frozenset[str]:
    r"""The functions and classes that a cell defines; of a cell that is no Python, by its lines.

    Example:
        >>> sorted(defined("def f(x):\n    return x\nclass A: pass"))
        ['A', 'f']
    """
    tree = parsed(python)
    if tree is None:
        return frozenset(
            re.findall(r"^(?:async )?(?:def|class) +(\w+)", python, flags=re.MULTILINE)
        )
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


@lru_cache(maxsize=4096)
def plain(source: str) -> str:
    r"""A cell of a lab as Python: its lines for the notebook (`%`, `!`) become comments.

    Example:
        >>> print(plain("try:\n    import a\nexcept ImportError:\n    %pip install a"))
        try:
            import a
        except ImportError:
            pass  # %pip install a
    """
    if parsed(source) is not None:
        return source
    return re.sub(r"^(\s*)([%!].*)$", r"\1pass  # \2", source, flags=re.MULTILINE)


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
        if cell.is_check and not there and not cell.grade_id.endswith("-seen"):
            yield f"{cell.grade_id}: deleted" if ids else "all metadata lost"
        own = {visible(cell.source).strip(), cell.source.strip()}
        if cell.is_check and there and there[0].source.strip() not in own:
            yield f"{cell.grade_id}: rewritten"
