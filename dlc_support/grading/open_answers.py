"""The answers in prose of all students, a page for each question, to read and mark."""

from collections.abc import Iterator

from dlc_support.grading.master import Master, Task
from dlc_support.grading.page import page, paragraph, quotation
from dlc_support.grading.result import Result
from dlc_support.words import counted


def questions(lab: Master) -> list[Task]:
    """The tasks that are answered in prose."""
    return [task for task in lab.tasks if task.answer.kind == "markdown"]


def open_answers(task: Task, results: list[Result]) -> str:
    """The page of a question.

    Args:
        task: The question.
        results: What all submissions got.
    """
    head = paragraph(
        f"{counted(task.points, 'point')}. {task.statement.source if task.statement else ''}"
    )
    note = paragraph(
        f"Marks go into corrections.csv, in rows such as NAME,{task.name},{task.points},COMMENT."
    )
    return page(f"Open answers: {task.title}", head, note, *_answers(task, results))


def _answers(task: Task, results: list[Result]) -> Iterator[str]:
    silent = []
    for one in results:
        if text := one.answers.get(task.name):
            yield quotation(one.student, text)
        else:
            silent.append(one.student)
    if silent:
        yield paragraph(f"Not answered: {', '.join(silent)}.")
