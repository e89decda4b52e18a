"""The answers in prose of all students, a page for each question, to read and mark."""

from collections.abc import Iterator
from typing import NamedTuple

from dlc_support.grading.master import HEADING, Master
from dlc_support.grading.page import page, paragraph, quotation
from dlc_support.grading.result import Result
from dlc_support.words import counted


class Question(NamedTuple):
    """What is answered in prose.

    Attributes:
        name: Of the task, or the id of the cell.
        title: Of the page.
        text: What is asked.
        points: What a teacher can give; 0 where it is read, and no task.
    """

    name: str
    title: str
    text: str
    points: int


def questions(lab: Master) -> list[Question]:
    """The tasks and cells that are answered in prose."""
    tasks = [
        Question(
            task.name, task.title, task.statement.source if task.statement else "", task.points
        )
        for task in lab.tasks
        if task.answer.kind == "markdown"
    ]
    return tasks + [
        Question(
            cell.id,
            found[1] if (found := HEADING.search(cell.source)) else cell.id,
            cell.source,
            0,
        )
        for cell in lab.cells
        if cell.is_open
    ]


def open_answers(question: Question, results: list[Result]) -> str:
    """The page of a question.

    Args:
        question: The question.
        results: What all submissions got.
    """
    head = paragraph(f"{counted(question.points, 'point')}. {question.text}")
    row = f"{question.name},{question.points},COMMENT" if question.points else ",,COMMENT"
    note = paragraph(f"What you say of it goes into corrections.csv, in rows such as NAME,{row}.")
    return page(f"Open answers: {question.title}", head, note, *_answers(question, results))


def _answers(question: Question, results: list[Result]) -> Iterator[str]:
    silent = []
    for one in results:
        if text := one.answers.get(question.name):
            yield quotation(one.student, text)
        else:
            silent.append(one.student)
    if silent:
        yield paragraph(f"Not answered: {', '.join(silent)}.")
