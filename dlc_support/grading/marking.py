"""What a teacher adds to what the grader found: corrections, a roster, a deadline."""

import csv
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from dlc_support.grading.master import Master
from dlc_support.grading.result import Result

System = Literal["moodle", "canvas", "nbgrader"]
TEACHER = "your teacher"  # begins what is told of corrections
SET = f"{TEACHER} set the points"


@dataclass(frozen=True)
class Marking:
    """A teacher's wishes.

    Attributes:
        corrections: CSV with `student,task,points,comment`; None is `corrections.csv` in the
            folder of results, where there is one.
        roster: CSV with `file`, and any of `id`, `name`, `email`, `submitted`.
        deadline: After it, each day that has begun costs the penalty. None for no deadline.
        penalty: Percent of the lab's points.
        columns: Learning platforms that get a table of their own.
        students: Who is graded again, whatever is stored; none is whoever has changed.
        task: The only task that is graded again, "" for all.
    """

    corrections: Path | None = None
    roster: Path | None = None
    deadline: datetime | None = None
    penalty: float | int = 10
    columns: tuple[System, ...] = ()
    students: tuple[str, ...] = ()
    task: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.penalty <= 100:
            raise ValueError(f"penalty must be 0 to 100 percent, got {self.penalty}")
        if self.deadline and self.roster is None:
            raise ValueError("a deadline needs a roster with the times of submission")


@dataclass(frozen=True)
class Enrolled:
    """A student of the roster.

    Attributes:
        file: Name of the student's file or folder, without an ending.
        id: As the learning platform knows the student.
        name: Family name, a comma and first names, or any other form.
        email: Address.
        submitted: When the notebook was handed in.
    """

    file: str
    id: str = ""
    name: str = ""
    email: str = ""
    submitted: datetime | None = None


@dataclass(frozen=True)
class Correction:
    """A teacher's word on a task, or on all of a submission.

    Attributes:
        points: In place of the grader's, None to leave these.
        comment: For the student.
    """

    points: float | int | None = None
    comment: str = ""


Corrections = dict[tuple[str, str], Correction]  # by student and task; task "" is the whole


def read_corrections(path: Path, lab: Master, students: Collection[str]) -> Corrections:
    """The corrections of a file.

    Raises:
        ValueError: If a row is of nobody, of no task, or of points that the task has not.
    """
    points = {task.name: task.points for task in lab.tasks}
    found: Corrections = {}
    for place, row in _rows(path, ("student", "task"), ("points", "comment")):
        key = row["student"], row["task"]
        if key[0] not in students:
            raise ValueError(f"{place}: student must be one handed in, got {key[0]!r}")
        if key[1] not in ("", *points):
            raise ValueError(f"{place}: task must be empty or of {list(points)}, got {key[1]!r}")
        if key in found:
            raise ValueError(f"{place}: {key[0]}, {key[1]} is there twice")
        given = _number(row["points"], place)
        if given is not None and not (key[1] and 0 <= given <= points[key[1]]):
            allowed = f"0 to {points[key[1]]}" if key[1] else "empty where no task is named"
            raise ValueError(f"{place}: points must be {allowed}, got {row['points']}")
        found[key] = Correction(given, row["comment"])
    return found


def read_roster(path: Path) -> dict[str, Enrolled]:
    """The students of a file, by the names of their files.

    Raises:
        ValueError: If two rows have the same file, or a time is none.
    """
    found: dict[str, Enrolled] = {}
    for place, row in _rows(path, ("file",), ("id", "name", "email", "submitted")):
        file = row["file"].removesuffix(".ipynb")
        if file in found:
            raise ValueError(f"{place}: {file} is there twice")
        time = row.pop("submitted")
        try:
            submitted = datetime.fromisoformat(time).astimezone() if time else None
        except ValueError:
            raise ValueError(
                f"{place}: submitted must be like 2026-11-30T18:00 or with +01:00, got {time!r}"
            ) from None
        found[file] = Enrolled(**{**row, "file": file}, submitted=submitted)
    return found


def marked(
    lab: Master,
    result: Result,
    corrections: Corrections,
    roster: dict[str, Enrolled],
    marking: Marking,
) -> Result:
    """A result with its corrections, and with the penalty of its late days."""
    tasks = []
    for task in result.tasks:
        own = corrections.get((result.student, task.name), Correction())
        score = task.score if own.points is None else own.points
        said = [SET] if own.points is not None else []
        said += [f"{TEACHER}: {own.comment}"] if own.comment else []
        tasks.append(replace(task, score=score, notes=[*task.notes, *said]))
    whole = corrections.get((result.student, ""), Correction()).comment
    notes = [*result.notes, *([f"{TEACHER}: {whole}"] if whole else [])]
    result = replace(result, tasks=tasks, notes=notes)
    if marking.deadline is None:
        return result
    enrolled = roster.get(result.student)
    if enrolled is None or enrolled.submitted is None:
        notes.append("no time of submission in the roster")
        return result
    days = late_days(enrolled.submitted, marking.deadline)
    penalty = min(days * marking.penalty / 100 * lab.points, result.score)
    return replace(result, late_days=days, penalty=round(penalty, 2))


def late_days(submitted: datetime, deadline: datetime) -> int:
    """Days that have begun after the deadline; times without a zone are this computer's.

    Example:
        >>> late_days(datetime(2026, 11, 30, 0, 1), datetime(2026, 11, 30))
        1
    """
    late = submitted.astimezone() - deadline.astimezone()
    return max(0, math.ceil(late / timedelta(days=1)))


def _rows(
    path: Path, needed: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a CSV with their places, for messages; Excel may write semicolons.

    Raises:
        ValueError: If it is no text in UTF-8, or a column is missing or unknown.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path} must be UTF-8: in Excel, save as 'CSV UTF-8'") from None
    head = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=max(",;\t", key=head.count))
    there = [name.strip().lower() for name in reader.fieldnames or []]
    if not set(needed) <= set(there) <= {*needed, *known}:
        raise ValueError(f"{path} must have the columns {needed}, and may have {known}: {there}")
    for row in reader:
        values = {name.strip().lower(): (row[name] or "").strip() for name in reader.fieldnames}
        if any(values.values()):
            yield f"{path.name}, line {reader.line_num}", dict.fromkeys(known, "") | values


def _number(text: str, place: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        raise ValueError(f"{place}: points must be a number, got {text!r}") from None
