"""Cells of a notebook, read in a way that survives whatever a student hands in."""

import gc
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlc_support.grading.lockdown import bounded

MAX_BYTES = (
    100_000_000  # with outputs, which are not kept; a process's own limit bounds the memory
)
MAX_MEMORY = 1_500_000_000
MAX_CELLS = 2000
MAX_CODE = 200_000  # characters of a cell; a parser takes long over more
MAX_CODE_IN_ALL = 500_000
KINDS = ("code", "markdown", "raw")
LAB = "dlc_lab"  # key of the notebook's metadata that names the lab


class Unreadable(ValueError):
    """A file that is no notebook, and why, in words that quote nothing of it."""


@dataclass(frozen=True)
class Cell:
    """A cell as the grader sees it.

    Attributes:
        kind: `"code"`, `"markdown"` or `"raw"`.
        source: Its text; lines end in a line feed.
        id: Its id in the file, "" where it has none.
        metadata: Its metadata; of interest are `nbgrader` and `tags`.
        python: Its text as Python, where that is another one: without the magics of IPython.
    """

    kind: str
    source: str
    id: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    python: str | None = None

    @property
    def marks(self) -> dict[str, Any]:
        """What nbgrader's format says of the cell."""
        found = self.metadata.get("nbgrader")
        return found if isinstance(found, dict) else {}

    @property
    def grade_id(self) -> str:
        """The id by which nbgrader knows the cell, or ""."""
        found = self.marks.get("grade_id")
        return found if isinstance(found, str) else ""

    @property
    def is_answer(self) -> bool:
        """True for a cell that the student fills in."""
        return self.marks.get("solution") is True

    @property
    def is_open(self) -> bool:
        """True for a cell of prose without points, which a teacher reads all the same."""
        return self.kind == "markdown" and "open-answer" in self.tags

    @property
    def is_check(self) -> bool:
        """True for a cell that gives points."""
        return self.marks.get("grade") is True and not self.is_answer

    @property
    def is_locked(self) -> bool:
        """True for a cell whose text is the master's, whatever a submission makes of it."""
        return self.is_check or self.marks.get("locked") is True or "setup" in self.tags

    @property
    def tags(self) -> list[str]:
        """The tags of the cell."""
        found = self.metadata.get("tags")
        return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


@dataclass(frozen=True)
class Notebook:
    """A notebook as the grader sees it.

    Attributes:
        cells: Its cells, in order.
        lab: Name of the lab that it says it is of, "" where it says nothing.
    """

    cells: tuple[Cell, ...]
    lab: str = ""


def read_notebook(path: Path) -> Notebook:
    """Reads a notebook file.

    Raises:
        Unreadable: If it is no regular file, too large, or not a notebook of format 4.
    """
    try:
        found = _parsed(_bytes(path))
    except OSError:
        raise Unreadable("a file that cannot be opened") from None
    metadata = found.get("metadata")
    lab = metadata.get(LAB) if isinstance(metadata, dict) else None
    return Notebook(tuple(cells_of(found)), lab if isinstance(lab, str) else "")


def _bytes(path: Path) -> bytes:
    # A link or a pipe in a folder of submissions would lead, or block, elsewhere.
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise Unreadable("not a regular file")
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 1_000_000} MB")
    content = path.read_bytes()
    if not content.strip():
        raise Unreadable("an empty file")
    return content


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        # 100 MB may be many empty lists.
        with bounded(MAX_MEMORY), _uncollected():
            found = json.loads(content)
    except MemoryError:
        raise Unreadable("a notebook that takes too much memory to read") from None
    except (ValueError, RecursionError):
        raise Unreadable("not JSON, so not a notebook") from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise Unreadable("not a notebook of format 4")
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the collector still, whose visits to millions of lists take ten times the reading."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def cells_of(notebook: dict[str, Any]) -> list[Cell]:
    """The cells of a parsed notebook; entries that are no cells are passed over.

    Example:
        >>> entry = {"cell_type": "code", "source": ["a = 1", "b = 2"]}
        >>> [cell.source for cell in cells_of({"cells": [entry, 5]})]
        ['a = 1b = 2']
    """
    if len(notebook["cells"]) > MAX_CELLS:
        raise Unreadable(f"more than {MAX_CELLS} cells")
    cells = [cell for entry in notebook["cells"] if (cell := _cell(entry)) is not None]
    sizes = [len(cell.source) for cell in cells if cell.kind == "code"]
    if max(sizes, default=0) > MAX_CODE:
        raise Unreadable(f"a cell of more than {MAX_CODE} characters")
    if sum(sizes) > MAX_CODE_IN_ALL:
        raise Unreadable(f"more than {MAX_CODE_IN_ALL} characters of code")
    return cells


def _cell(entry: object) -> Cell | None:
    if not isinstance(entry, dict) or entry.get("cell_type") not in KINDS:
        return None
    source = entry.get("source", "")
    if isinstance(source, list) and all(isinstance(part, str) for part in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    # Half of a pair of UTF-16 can stand in JSON, and in no file that is written afterwards.
    source = source.encode("utf-8", "replace").decode("utf-8")
    own_id, metadata = entry.get("id"), entry.get("metadata")
    return Cell(
        kind=entry["cell_type"],
        source=source.replace("\r\n", "\n").replace("\r", "\n"),
        id=own_id if isinstance(own_id, str) else "",
        metadata=metadata if isinstance(metadata, dict) else {},
    )
