"""Submissions whose trick is the file: one function each, which writes it.

`student` is an honest submission as JSON, `master` the master's path, `path` where to write.
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path

WRONG = "def double(values):\n    return values"


def save(notebook: dict, path: Path) -> None:
    """Writes a notebook."""
    path.write_text(json.dumps(notebook), encoding="utf-8")


def checks(notebook: dict) -> list[dict]:
    """The checking cells of a notebook."""
    return [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]


def answer(notebook: dict, name: str) -> dict:
    """The answer cell of a task."""
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def wrong(student: dict) -> dict:
    """The submission with a wrong answer to the first task."""
    notebook = copy.deepcopy(student)
    answer(notebook, "double")["source"] = WRONG
    return notebook


def deleted_checks(student: dict, master: Path, path: Path) -> None:
    """All checks are gone, and the answer is wrong."""
    notebook = wrong(student)
    gone = checks(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in gone]
    save(notebook, path)


def rewritten_checks(student: dict, master: Path, path: Path) -> None:
    """All checks pass whatever the answer is."""
    notebook = wrong(student)
    for cell in checks(notebook):
        cell["source"] = "assert True"
    save(notebook, path)


def repeated_checks(student: dict, master: Path, path: Path) -> None:
    """Checks of a task that is answered stand there again and again, with many points."""
    notebook = wrong(student)
    again = copy.deepcopy(checks(notebook)[3:6]) * 5
    for cell in again:
        cell["metadata"]["nbgrader"]["points"] = 100
    notebook["cells"] += again
    save(notebook, path)


def invented_checks(student: dict, master: Path, path: Path) -> None:
    """A check of the student's own gives a thousand points."""
    notebook = wrong(student)
    marks = {"grade": True, "grade_id": "double-gift", "points": 1000, "locked": True}
    cell = {**copy.deepcopy(checks(notebook)[0]), "source": "assert True", "id": "gift"}
    cell["metadata"] = {"nbgrader": marks}
    notebook["cells"].append(cell)
    save(notebook, path)


def lost_metadata(student: dict, master: Path, path: Path) -> None:
    """An honest submission that another program has stripped of ids and metadata."""
    notebook = copy.deepcopy(student)
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    save(notebook, path)


def swapped_ids(student: dict, master: Path, path: Path) -> None:
    """The ids of two tasks are swapped, so that the right answer stands for the wrong task."""
    notebook = wrong(student)
    first, second = answer(notebook, "double"), answer(notebook, "centre")
    for key in ("id", "metadata"):
        first[key], second[key] = second[key], first[key]
    save(notebook, path)


def broken_json(student: dict, master: Path, path: Path) -> None:
    """Half of a file."""
    text = json.dumps(student)
    path.write_text(text[: len(text) // 2], encoding="utf-8")


def deep_json(student: dict, master: Path, path: Path) -> None:
    """Brackets within brackets."""
    path.write_text('{"cells": ' + "[" * 200_000, encoding="utf-8")


def empty_file(student: dict, master: Path, path: Path) -> None:
    """Nothing."""
    path.write_bytes(b"")


def text_file(student: dict, master: Path, path: Path) -> None:
    """A letter that is called a notebook."""
    path.write_text("Dear teacher, my dog has eaten my notebook.", encoding="utf-8")


def other_lab(student: dict, master: Path, path: Path) -> None:
    """An honest notebook of another lab."""
    notebook = copy.deepcopy(student)
    notebook["metadata"]["dlc_lab"] = "lab9_of_next_year"
    save(notebook, path)


def no_lab(student: dict, master: Path, path: Path) -> None:
    """A notebook that has nothing to do with any lab."""
    cell = {"cell_type": "code", "source": "print('hello')", "metadata": {}, "outputs": []}
    save({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, path)


def link_to_master(student: dict, master: Path, path: Path) -> None:
    """A link, so that the grader reads the solution."""
    path.symlink_to(master)


def odd_types(student: dict, master: Path, path: Path) -> None:
    """Cells and metadata of every wrong type, around a wrong answer."""
    notebook = wrong(student)
    checks(notebook)[0]["metadata"]["nbgrader"]["grade_id"] = ["double"]
    notebook["cells"][0]["metadata"] = 5
    notebook["cells"][1]["source"] = {"a": 1}
    notebook["cells"] += [None, 5, [], {"cell_type": "code"}, {"cell_type": 3, "source": 4}]
    notebook["metadata"] = "none"
    save(notebook, path)


def hard_to_parse(student: dict, master: Path, path: Path) -> None:
    """Python that is too deep for a parser, and lone halves of letters."""
    notebook = wrong(student)
    answer(notebook, "double")["source"] = f"x = {'(' * 300}{'-' * 100_000}1\n{WRONG}"
    notebook["cells"].append({**answer(notebook, "jitter"), "source": "# \ud800", "id": "half"})
    save(notebook, path)


Write = Callable[[dict, Path, Path], None]
FILES: dict[str, Write] = {
    write.__name__: write
    for write in (
        deleted_checks, rewritten_checks, repeated_checks, invented_checks, lost_metadata,
        swapped_ids, broken_json, deep_json, empty_file, text_file, other_lab, no_lab,
        link_to_master, odd_types, hard_to_parse,
    )
}  # fmt: skip
