"""The page that a student gets back: no test, and no text that was made in a kernel."""

from datetime import date

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.marking import SET, TEACHER
from dlc_support.grading.page import link, page, paragraph, table
from dlc_support.grading.result import Result
from dlc_support.grading.table import number
from dlc_support.words import counted

MEND = (
    "Open the file in JupyterLab or Colab. If it does not open, it was cut off or is of another "
    "kind: download your notebook again (Colab: File, Download, Download .ipynb) and hand in "
    "that file, not a page, an archive or a link. If it opens, see whether it is this lab."
)
LOOK = "Your teacher will look at this submission: something in it was not as it should be."
# What errors that end a cell mean, for who has not seen many.
ERRORS = {
    "AssertionError": "an assert in your own code fails",
    "AttributeError": "your code asks an object for something that it has not",
    "EOFError": "your code waits for input, which nobody gives",
    "FileNotFoundError": "your code opens a file that is not there when it is graded",
    "ImportError": "your code imports something that is not there when it is graded",
    "IndexError": "your code reads beyond the end of a list or an array",
    "KeyError": "your code asks a dictionary for a key that it has not",
    "MemoryError": "your code takes too much memory",
    "ModuleNotFoundError": "your code imports something that is not there when it is graded",
    "NameError": "your code uses a name before it is defined: restart and run all cells",
    "NotImplementedError": "the line `raise NotImplementedError()` is still there",
    "RecursionError": "your code calls itself without an end",
    "SyntaxError": "the cell is not valid Python",
    "SystemExit": "your code ends the program",
    "TypeError": "your code calls something with values of the wrong type or number",
    "ValueError": "your code gives a function a value that it cannot take",
    "ZeroDivisionError": "your code divides by zero",
}
CHECK = "visible check: "
TESTED = "a hidden test fails"  # said by the advice
TOUCHED = ("-visible:", "-seen:", "-hidden:")  # notes on the lab's own cells


def feedback(lab: str, result: Result, day: date, address: str = "") -> str:
    """A student's page.

    Args:
        lab: Name of the lab.
        result: What the submission got.
        day: When it was graded.
        address: Of the lab, "" for none.
    """
    points = sum(task.points for task in result.tasks)
    total = f"{number(result.score)} of {counted(points, 'point')}. Graded on {day.isoformat()}."
    parts = [paragraph(total)]
    if address:
        parts.append(link(f"The lab: {lab}", address))
    if result.late_days:
        days, cost = counted(result.late_days, "day"), counted(number(result.penalty), "point")
        parts.append(paragraph(f"Handed in {days} late, which costs {cost}."))
    if result.status == "unreadable":
        parts += [paragraph(f"This file could not be graded: {result.notes[0]}."), paragraph(MEND)]
    elif result.status == "look":
        parts.append(paragraph(LOOK))
    rows = [
        (task.title, f"{number(task.score)} of {task.points}", _advice(task))
        for task in result.tasks
    ]
    if result.status != "unreadable":
        parts.append(table(["task", "points", "what to do"], rows))
    parts += [paragraph(note) for note in _notes(result)]
    return page(f"{lab}: {result.student}", *parts)


def _advice(task: TaskReport) -> str:
    """What helps a student on, from what is known without showing a test."""
    if not task.answered:
        advice = "not answered"
    elif task.score == task.points:
        advice = "all points"
    elif SET in task.notes:
        advice = SET  # and not what the grader would say to other points
    elif task.visible == "failed":
        advice = "run the check below your answer: it says what is wrong"
    elif task.visible == "passed":
        advice = (
            "right for the check in your notebook, and wrong for other inputs: try other shapes, "
            "other seeds, and values at the edge"
        )
    else:
        advice = "your teacher marks this answer"
    words = [plain_words(note) for note in task.notes if note != TESTED]
    return "; ".join(dict.fromkeys([advice, *filter(None, words)]))


def plain_words(note: str) -> str:
    """A note without names of errors, "" where the advice says it already.

    Example:
        >>> plain_words("EOFError")
        'your code waits for input, which nobody gives'
    """
    name = note.removeprefix(CHECK)
    if note.startswith(CHECK) and name == "AssertionError":
        return ""
    if name.endswith(("Error", "Exit", "Interrupt", "Iteration", "error")) and " " not in name:
        return ERRORS.get(name, "your code stops with an error")
    return note


def _notes(result: Result) -> list[str]:
    """What is said of the whole, without the grader's names of the lab's own cells."""
    if result.status == "unreadable":
        return []
    touched = [note for note in result.notes if any(mark in note for mark in TOUCHED)]
    notes = [
        note[0].upper() + note[1:] if note.startswith(TEACHER) else f"Note: {note}."
        for note in result.notes
        if note not in touched
    ]
    changed = "Checks in your notebook were changed or deleted: the grader used its own."
    return [*notes, *([changed] if touched else [])]
