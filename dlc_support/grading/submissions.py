"""Finds what students handed in: a notebook each, or a folder with one."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED = {"__MACOSX"}
MAX_NAME = 200  # bytes; most file systems take 255 with the ending


@dataclass(frozen=True)
class Submission:
    """A student's notebook, or why there is none.

    Attributes:
        student: Name of the file without its ending, or of the folder.
        path: The notebook.
        problem: Why there is none, else "".
    """

    student: str
    path: Path | None
    problem: str = ""


def find_submissions(folder: Path, lab: str, out: Path | None = None) -> list[Submission]:
    """All submissions of a folder, by name.

    Args:
        folder: Holds `STUDENT.ipynb`, or `STUDENT/ANY.ipynb`.
        lab: Name of the lab, which decides among several notebooks in one folder.
        out: Where results go; it is no submission if it lies within.

    Raises:
        ValueError: If there are none, or two of one name.
    """
    if not folder.is_dir():
        raise ValueError(f"submissions must be a folder, got {folder}")
    entries = [
        entry
        for entry in sorted(folder.iterdir())
        if not _is_hidden(entry) and (out is None or entry.resolve() != out.resolve())
    ]
    found = [_submission(entry, lab) for entry in entries]
    names = [one.student for one in found]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"students must have different names, got {repeated[0]!r} twice")
    if not found:
        raise ValueError(f"there is no submission in {folder}")
    return found


def _submission(entry: Path, lab: str) -> Submission:
    if entry.is_dir() and not entry.is_symlink():
        return _of_folder(entry, lab)
    if entry.suffix.lower() != ".ipynb":
        return Submission(_student(entry.name), None, "not a notebook's file name")
    return Submission(_student(entry.stem), entry)


def _student(name: str) -> str:
    """A name that files can have, with an ending, and that can be written down."""
    content = os.fsencode(name)
    text = content.decode("utf-8", "replace")
    if len(text.encode()) <= MAX_NAME:
        return text
    return f"{text[: MAX_NAME // 4]}-{hashlib.sha256(content).hexdigest()[:8]}"


def _of_folder(folder: Path, lab: str) -> Submission:
    student = _student(folder.name)
    found = sorted(_notebooks(folder))
    if len(found) > 1:
        found = [path for path in found if path.stem == lab]
        if len(found) != 1:
            return Submission(student, None, f"several notebooks, not one called {lab}.ipynb")
    if not found:
        return Submission(student, None, "no notebook in the folder")
    return Submission(student, found[0])


def _notebooks(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if _is_hidden(entry) or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _notebooks(entry)
        elif entry.suffix.lower() == ".ipynb":
            yield entry


def _is_hidden(entry: Path) -> bool:
    return entry.name.startswith(".") or entry.name in SKIPPED
