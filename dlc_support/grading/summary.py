"""The page that a teacher reads first: how the class did, task by task."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import mean, median

from dlc_support.grading.evaluate import UNSEEN, TaskReport
from dlc_support.grading.marking import SET
from dlc_support.grading.master import Master, Task
from dlc_support.grading.page import page, paragraph, table
from dlc_support.grading.result import Result
from dlc_support.grading.similarity import alike
from dlc_support.grading.table import number
from dlc_support.words import counted

BINS = 10
HEAD = (
    "task", "points", "mean", "answered", "visible check passed", "hidden test failed",
    "most often because", "minutes of processor",
)  # fmt: skip
HINT = (
    "These answers are equal, or nearly so, once names and layout are set aside. Short answers to "
    "the same question often are: a reason to read both, and no more."
)


def summary(
    lab: Master,
    results: list[Result],
    passed_over: Sequence[str] = (),
    absent: Sequence[str] = (),
    strangers: Sequence[str] = (),
) -> str:
    """The class's page.

    Args:
        lab: The lab.
        results: What all submissions got.
        passed_over: Files in the folder that no student made.
        absent: Students of the roster who handed in nothing.
        strangers: Students who are not in it.
    """
    counts = Counter(result.status for result in results)
    states = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    read = [result for result in results if result.status != "unreadable"]
    parts = [paragraph(f"{counted(len(results), 'submission')}: {states}.")]
    if read:
        scores = [result.score for result in read]
        middle = f"mean {mean(scores):.1f}, median {median(scores):.1f}"
        ends = f"{number(min(scores))} to {number(max(scores))}"
        parts.append(paragraph(f"Of {counted(lab.points, 'point')}: {middle}, {ends}."))
        parts.append(table(["points", "submissions", ""], histogram(scores, lab.points)))
    parts.append(table(HEAD, [_row(task, read) for task in lab.tasks]))
    odd = [one for one in results if one.status != "graded"]
    if odd:
        rows = [(one.student, one.status, "; ".join(one.all_notes())) for one in odd]
        parts.append(table(["to look at", "status", "notes"], rows))
    parts += _similar(lab, read)
    named = ("Passed over", passed_over), ("Nothing handed in", absent)
    for label, names in (*named, ("Not in the roster", strangers)):
        if names:
            parts.append(paragraph(f"{label}: {', '.join(names)}."))
    return page(f"{lab.name}: the class", *parts)


def histogram(scores: Sequence[float | int], points: int) -> list[tuple[str, int, str]]:
    """Rows of a table: a range of points, how many have them, and a bar as long.

    Example:
        >>> histogram([0, 59, 60], 60)[-1]
        ('54 to 60', 2, '██')
    """
    width = max(points, 1) / BINS
    bins = Counter(min(int(score / width), BINS - 1) for score in scores)
    return [(f"{n * width:g} to {(n + 1) * width:g}", bins[n], "█" * bins[n]) for n in range(BINS)]


def _row(task: Task, results: list[Result]) -> tuple[object, ...]:
    own = [one for result in results for one in result.tasks if one.name == task.name]
    if not own:
        return (task.title, task.points, *[""] * (len(HEAD) - 2))
    said = Counter(one.messages[task.name] for one in results if task.name in one.messages)
    return (
        task.title,
        task.points,
        f"{mean(one.score for one in own):.1f}",
        _share(one.answered for one in own),
        _share(one.answered and one.visible == "passed" for one in own),
        _share(_fails_hidden(one) for one in own),
        next((text for text, _ in said.most_common(1)), ""),
        f"{mean(one.seconds for one in own) / 60:.2f}",
    )


def _share(which: Iterator[bool]) -> str:
    found = list(which)
    return f"{100 * sum(found) / len(found):.0f} %"


def _fails_hidden(task: TaskReport) -> bool:
    if SET in task.notes:
        return UNSEEN in task.notes
    return task.answered and task.visible == "passed" and task.score < task.points


def _similar(lab: Master, results: list[Result]) -> Iterator[str]:
    if pairs := alike(lab, results):
        rows = [
            (one.first, one.second, f"{len(one.tasks)} of {one.compared}", ", ".join(one.tasks))
            for one in pairs
        ]
        yield table(["alike", "and", "answers", "tasks"], rows)
        yield paragraph(HINT)
