"""No output of the grader says "1 points": one test for whatever counts something."""

import re
from datetime import date

import nbformat
import pytest

from dlc_support.grading.feedback import feedback
from dlc_support.grading.master import read_master
from dlc_support.grading.open_answers import Question, open_answers
from dlc_support.grading.proof import check
from dlc_support.grading.result import Result
from dlc_support.grading.rules import problems
from dlc_support.grading.self_report import Checked, report
from dlc_support.grading.summary import summary
from tests.labs import tiny

PLURAL = re.compile(r"\b1 (?!is\b|as\b|was\b|has\b)[a-z]+s\b")


@pytest.fixture
def lab(tmp_path):
    """A lab of one task with one point and one minute."""
    notebook = tiny.notebook()
    notebook.cells = notebook.cells[:8]
    statement = notebook.cells[3]
    statement.source = re.sub(r"\d+ minutes, \d+ points", "1 minute, 1 point", statement.source)
    notebook.cells[7].metadata["nbgrader"]["points"] = 0
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    return read_master(tmp_path / "tiny.ipynb")


def outputs(lab):
    result = Result("ann", "graded", late_days=1, penalty=1.0)
    yield feedback("lab", result, date(2026, 11, 30))
    yield summary(lab, [result])
    yield open_answers(Question("why", "Why?", "Say why.", 1), [result])
    yield report([Checked("half", 1, "")])
    yield from problems(lab)


def test_one_is_singular(lab):
    assert (lab.points, lab.tasks[0].facts) == (1, ("●○○", 1, 1))
    texts = list(outputs(lab))
    assert [found for text in texts for found in PLURAL.findall(text)] == []
    assert sum("1 point" in text for text in texts) >= 3


def test_a_proof_counts_as_well(tmp_path):
    notebook = tiny.notebook()
    for cell in notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata["nbgrader"]["points"] = int(cell.id.endswith("-seen"))
        if cell.id == "double":
            cell.source = cell.source.replace("values * 2", "values * 3")
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    said = check(tmp_path / "tiny.ipynb").problems
    assert "double: the solution gets 0 of 1 point" in said
    assert not [text for text in said if PLURAL.search(text)]
