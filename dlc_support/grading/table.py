"""Grades as tables for a spreadsheet and for learning platforms."""

import csv
import io
from collections.abc import Sequence

from dlc_support.grading.marking import Enrolled, System
from dlc_support.grading.master import Master
from dlc_support.grading.result import Result

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MAXIMUM = "(maximum)"
LATE_DAYS = "late days"


def grades_csv(lab: Master, results: list[Result]) -> str:
    """One row per student: status, score, a column per task, seconds, notes.

    The first row tells the most points that can be had. Where a deadline was set, two columns
    tell late days and penalty.

    Args:
        lab: The lab, for the tasks' names.
        results: In the order of the rows.
    """
    late = [LATE_DAYS, "penalty"] if any(one.late_days is not None for one in results) else []
    names = [task.name for task in lab.tasks]
    most = [task.points for task in lab.tasks]
    rows: list[list[object]] = [
        ["student", "status", "score", *names, *late, "seconds", "notes"],
        [MAXIMUM, "", lab.points, *most, *("" for _ in late), "", ""],
    ]
    for result in results:
        scores = {task.name: number(task.score) for task in result.tasks}
        own = ["" if result.late_days is None else result.late_days, number(result.penalty)]
        rows.append(
            [
                *(result.student, result.status, number(result.score)),
                *(scores[name] for name in names),
                *own[: len(late)],
                *(result.seconds, "; ".join(result.all_notes())),
            ]
        )
    return _text(rows)


def platform_csv(
    system: System, lab: Master, results: list[Result], roster: dict[str, Enrolled]
) -> str:
    """The points in the columns that a learning platform imports.

    Args:
        system: `"moodle"`, `"canvas"` or `"nbgrader"`.
        lab: The lab; its name is the assignment's.
        results: In the order of the rows.
        roster: Ids, names and addresses; who is not in it is known by the file's name.

    Source:
        Moodle: https://docs.moodle.org/en/Grade_import, and the headers of its export as in
        grade/import/csv/tests/load_data_test.php of moodle/moodle. Canvas: "How do I import grades
        in the Gradebook?", https://community.canvaslms.com/t5/Instructor-Guide/ta-p/807, and
        `row_has_student_headers?`, `update_column_count` and `process_student` in
        lib/gradebook_importer.rb of instructure/canvas-lms. nbgrader 0.9.6: `CsvExportPlugin`,
        https://nbgrader.readthedocs.io/en/stable/plugins/export-plugin.html.
    """
    known = [
        (roster.get(one.student) or Enrolled(one.student, one.student, one.student), one)
        for one in results
    ]
    if system == "moodle":
        head = ["ID number", "Email address", lab.name]
        return _text([head, *([who.id, who.email, number(one.score)] for who, one in known)])
    if system == "canvas":
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", lab.name]
        most = ["    Points Possible", "", "", "", "", lab.points]
        rows = [[who.name, "", who.id, who.email, "", number(one.score)] for who, one in known]
        return _text([head, most, *rows])
    rows = [
        [
            *(lab.name, "", who.submitted or "", who.id or one.student),
            *(*_names(who.name), who.email, number(one.score + one.penalty)),
            *(number(one.penalty), number(one.score), lab.points),
        ]
        for who, one in known
    ]
    return _text([NBGRADER, *rows])


NBGRADER = [
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
]  # fmt: skip


def _names(name: str) -> tuple[str, str]:
    last, _, first = name.partition(",")
    return last.strip(), first.strip()


def number(value: float | int) -> float | int:
    """Points without a needless `.0`.

    Example:
        >>> number(4.0), number(4.5)
        (4, 4.5)
    """
    return int(value) if value == int(value) else round(value, 2)


def harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: students choose their files' names.

    Example:
        >>> harmless("=1+1"), harmless("ann"), harmless(-1)
        ("'=1+1", 'ann', -1)
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _text(rows: Sequence[Sequence[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([map(harmless, row) for row in rows])
    return stream.getvalue()
