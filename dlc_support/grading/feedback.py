"""The page that a student gets back: no test, and no text that was made in a kernel."""

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.page import page, paragraph, table
from dlc_support.grading.result import Result

WORDS = {
    "graded": "All cells were run.",
    "look": "Your teacher will look at this submission: something in it was not as it should be.",
    "unreadable": "This submission could not be graded.",
}


def feedback(lab: str, result: Result) -> str:
    """A student's page.

    Args:
        lab: Name of the lab.
        result: What the submission got.
    """
    points = sum(task.points for task in result.tasks)
    rows = [
        (task.title, f"{task.score} of {task.points}", _check(task), _hint(task))
        for task in result.tasks
    ]
    parts = [
        paragraph(f"{result.score} of {points} points. {WORDS[result.status]}"),
        table(["task", "points", "visible check", "what to do"], rows),
    ]
    if result.notes:
        parts.append(paragraph(f"Notes: {'; '.join(result.notes)}."))
    return page(f"{lab}: {result.student}", *parts)


def _check(task: TaskReport) -> str:
    return task.visible if task.answered else "not answered"


def _hint(task: TaskReport) -> str:
    """What helps a student on, from what is known without showing a test."""
    words = list(dict.fromkeys(task.notes))
    if task.score == task.points and task.points:
        advice = "nothing: all points"
    elif not task.answered:
        advice = "write an answer"
    elif task.visible == "failed":
        advice = "run the visible check in your notebook: it says what is wrong"
    else:
        advice = "the visible check passes and a hidden test does not: try other inputs"
    return f"{advice} ({'; '.join(words)})" if words else advice
