"""Grades as a table for a spreadsheet or a learning platform."""

import csv
import io

from dlc_support.grading.master import Master
from dlc_support.grading.result import Result

FORMULA = ("=", "+", "-", "@")


def grades_csv(lab: Master, results: list[Result]) -> str:
    """One row per student: status, score, a column per task, seconds, notes.

    Args:
        lab: The lab, for the tasks' names.
        results: In the order of the rows.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    names = [task.name for task in lab.tasks]
    writer.writerow(["student", "status", "score", *names, "seconds", "notes"])
    for result in results:
        scores = {task.name: task.score for task in result.tasks}
        row = [result.student, result.status, result.score, *(scores[name] for name in names)]
        writer.writerow([*map(harmless, row), result.seconds, "; ".join(result.all_notes())])
    return stream.getvalue()


def harmless(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula: students choose their files' names.

    Example:
        >>> harmless("=1+1"), harmless("ann"), harmless(-1)
        ("'=1+1", 'ann', -1)
    """
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
