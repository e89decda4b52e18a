from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from dlc_support.grading.master import read_master
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import MAX_CODE
from dlc_support.grading.open_answers import open_answers, questions
from dlc_support.grading.result import Result
from tests.labs import tiny


@pytest.fixture
def lab(tmp_path):
    """The small lab with a question in prose."""
    notebook = tiny.notebook()
    marks = tiny.marks("why", solution=True, grade=True, points=5)
    notebook.cells += [
        new_markdown_cell(
            "## Why?\n\nTell.", id="q", metadata=tiny.marks("why-statement", locked=True)
        ),
        new_markdown_cell("Because.", id="why", metadata=marks),
    ]
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    return read_master(tmp_path / "tiny.ipynb")


def test_a_question_has_points_that_a_teacher_gives(lab):
    (question,) = questions(lab)
    assert (question.name, question.points, lab.points) == ("why", 5, 17)


def test_all_students_are_on_one_page(lab):
    (question,) = questions(lab)
    results = [
        Result("ann", "graded", answers={"why": "<b>Noise</b>\nand more"}),
        Result("bob", "graded"),
    ]
    text = open_answers(question, results)
    assert "<h2>ann</h2>\n<pre>&lt;b&gt;Noise&lt;/b&gt;\nand more</pre>" in text
    assert "Not answered: bob." in text
    assert "NAME,why,5,COMMENT" in text


def test_an_answer_in_prose_is_kept_as_it_was_written(lab):
    cells = [replace(c, source="My words") if c.grade_id == "why" else c for c in lab.cells]
    assert merge(lab, cells).answers["why"] == "My words"


def test_a_cell_of_prose_that_is_no_task_is_read_as_well(lab, tmp_path):
    notebook = nbformat.read(tmp_path / "tiny.ipynb", as_version=4)
    cell = new_markdown_cell("### Found\n\nWrite.", id="found", metadata={"tags": ["open-answer"]})
    notebook.cells.append(cell)
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    lab = read_master(tmp_path / "tiny.ipynb")
    question = questions(lab)[1]
    assert (question.name, question.title, question.points) == ("found", "Found", 0)
    assert "found" not in merge(lab, lab.cells).answers
    cells = [replace(c, source="It is 3.") if c.id == "found" else c for c in lab.cells]
    text = open_answers(question, [Result("ann", "graded", answers=merge(lab, cells).answers)])
    assert "<h2>ann</h2>\n<pre>It is 3.</pre>" in text
    assert "such as NAME,,,COMMENT" in text


def test_a_very_long_answer_is_kept_in_part(lab):
    text = "word " * 100_000
    cells = [replace(c, source=text) if c.grade_id == "why" else c for c in lab.cells]
    merged = merge(lab, cells)
    assert merged.answered["why"]
    assert len(merged.answers["why"]) == MAX_CODE
