"""The page that a teacher reads first: how the class did, task by task."""

from collections import Counter
from statistics import mean, median

from dlc_support.grading.master import Master, Task
from dlc_support.grading.page import page, paragraph, table
from dlc_support.grading.result import Result


def summary(lab: Master, results: list[Result]) -> str:
    """The class's page.

    Args:
        lab: The lab.
        results: What all submissions got.
    """
    counts = Counter(result.status for result in results)
    states = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    read = [result for result in results if result.status != "unreadable"]
    scores = [result.score for result in read]
    parts = [paragraph(f"{len(results)} submissions: {states}.")]
    if scores:
        middle = f"mean {mean(scores):.1f}, median {median(scores):.1f}"
        parts.append(
            paragraph(f"Of {lab.points} points: {middle}, {min(scores)} to {max(scores)}.")
        )
    parts.append(table(HEAD, [_row(task, read) for task in lab.tasks]))
    odd = [one for one in results if one.status != "graded"]
    if odd:
        rows = [(one.student, one.status, "; ".join(one.all_notes())) for one in odd]
        parts.append(table(["to look at", "status", "notes"], rows))
    return page(f"{lab.name}: the class", *parts)


HEAD = ("task", "points", "mean", "all points", "answered", "visible check failed")


def _row(task: Task, results: list[Result]) -> tuple[object, ...]:
    own = [one for result in results for one in result.tasks if one.name == task.name]
    return (
        task.title,
        task.points,
        f"{mean(one.score for one in own):.1f}" if own else "",
        sum(one.score == one.points for one in own),
        sum(one.answered for one in own),
        sum(one.answered and one.visible == "failed" for one in own),
    )
