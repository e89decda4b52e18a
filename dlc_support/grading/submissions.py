"""Finds what students handed in: a notebook each, or a folder with one."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

# What operating systems and editors leave behind.
LEFT_BEHIND = {"__MACOSX", ".DS_Store", ".ipynb_checkpoints"}
MAX_NAME = 200  # bytes; most file systems take 255 with the ending
MAX_DEPTH, MAX_ENTRIES = 20, 10_000  # of a student's folder


@dataclass(frozen=True)
class Submission:
    """A student's notebooks, or why there are none.

    Attributes:
        student: Name of the file without its ending, or of the folder.
        paths: The notebooks; more than one only in a folder.
        problem: Why there are none, else "".
        doubt: Why a teacher should look at it, else "".
    """

    student: str
    paths: tuple[Path, ...] = ()
    problem: str = ""
    doubt: str = ""


class HandedIn(NamedTuple):
    """What is in a folder.

    Attributes:
        submissions: By name; all names differ.
        passed_over: Names of entries that no student made.
    """

    submissions: list[Submission]
    passed_over: list[str]


def find_submissions(folder: Path, out: Path | None = None) -> HandedIn:
    """All submissions of a folder; one that cannot be read is one with a problem.

    Args:
        folder: Holds `STUDENT.ipynb`, or `STUDENT/ANY.ipynb`.
        out: Where results go; it is no submission if it lies within.

    Raises:
        ValueError: If there are none.
    """
    if not folder.is_dir():
        raise ValueError(f"submissions must be a folder, got {folder}")
    own = os.path.realpath(out) if out else ""
    entries = sorted(one for one in folder.iterdir() if os.path.realpath(one) != own)
    passed_over = [_written(one.name) for one in entries if _is_left_behind(one.name)]
    entries = [one for one in entries if not _is_left_behind(one.name)]
    if not entries:
        raise ValueError(f"there is no submission in {folder}")
    counts = Counter(map(_student, entries))
    names = _told_apart(entries)
    found = [_submission(one, name) for one, name in zip(entries, names, strict=True)]
    doubts = [
        f"{counts[name]} entries are called {name}" if counts[name] > 1 else ""
        for name in map(_student, entries)
    ]
    found = [replace(one, doubt=doubt) for one, doubt in zip(found, doubts, strict=True)]
    return HandedIn(found, passed_over)


def _submission(entry: Path, student: str) -> Submission:
    if _is_folder(entry):
        return _of_folder(entry, student)
    if not _is_notebook(entry.name):
        return Submission(student, problem="not a notebook's file name")
    return Submission(student, (entry,))


def _of_folder(folder: Path, student: str) -> Submission:
    try:
        found = sorted(_notebooks(folder))
    except OSError:
        return Submission(student, problem="a folder in it cannot be opened")
    except RecursionError as error:
        return Submission(student, problem=str(error))
    return Submission(student, tuple(found), "" if found else "no notebook in the folder")


def _notebooks(folder: Path) -> Iterator[Path]:
    """The notebooks of a folder and the folders in it."""
    waiting, entries = [(folder, 0)], 0
    while waiting:
        here, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise RecursionError(f"folders within folders, more than {MAX_DEPTH} deep")
        with os.scandir(here) as found:
            for entry in found:
                entries += 1
                if entries > MAX_ENTRIES:
                    raise RecursionError(f"a folder of more than {MAX_ENTRIES} files")
                if _is_left_behind(entry.name) or entry.is_symlink():
                    continue
                if entry.is_dir():
                    waiting.append((Path(entry.path), depth + 1))
                elif _is_notebook(entry.name):
                    yield Path(entry.path)


def _told_apart(entries: list[Path]) -> list[str]:
    """A name for each entry, no two alike: `ann` and `ann (folder)`."""
    names = [_student(entry) for entry in entries]
    counts = Counter(names)
    names = [
        f"{name} (folder)" if counts[name] > 1 and _is_folder(entry) else name
        for name, entry in zip(names, entries, strict=True)
    ]
    counts = Counter(names)
    return [
        _with_digest(name, entry) if counts[name] > 1 else name
        for name, entry in zip(names, entries, strict=True)
    ]


def _student(entry: Path) -> str:
    """A name that files can have, with an ending, and that can be written down."""
    name = entry.name
    if _is_notebook(name) and len(name) > len(".ipynb") and not _is_folder(entry):
        name = name[: -len(".ipynb")]
    text = _written(name)
    if len(text.encode()) > MAX_NAME:
        return _with_digest(text[: MAX_NAME // 4], entry)
    return text if os.fsencode(name) == text.encode() else _with_digest(text, entry)


def _with_digest(name: str, entry: Path) -> str:
    return f"{name}-{hashlib.sha256(os.fsencode(entry.name)).hexdigest()[:8]}"


def _written(name: str) -> str:
    """A file's name as text, which it need not be."""
    return os.fsencode(name).decode("utf-8", "replace")


def _is_folder(entry: Path) -> bool:
    return os.path.isdir(entry) and not os.path.islink(entry)  # noqa: PTH112, PTH114 - no errors


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _is_left_behind(name: str) -> bool:
    return name in LEFT_BEHIND or name.startswith("._")
