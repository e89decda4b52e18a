"""The lab whose answer cells hold programs with a defect: as handed out they earn nothing."""

import ast
import json
import re

import pytest

from dlc_support.grading import Trial, read_master, student_text
from dlc_support.grading.markers import STUB
from dlc_support.grading.notebook import cells_of
from tests.labs.answer_files import answers
from tools.project import ROOT

LAB = "lab5_bug_zoo"
MASTER = ROOT / "labs" / "masters" / f"{LAB}.ipynb"
# A student's warning is not an error.
pytestmark = pytest.mark.filterwarnings("ignore")


def programs() -> dict[str, str]:
    """The answer cells as students get them, without the lines that mark them as unanswered."""
    stub = "".join(f"    {line}\n" for line in STUB["code"].split("\n"))
    cells = [cell for cell in cells_of(json.loads(student_text(MASTER))) if cell.is_answer]
    assert all(stub in cell.source for cell in cells)
    return {cell.grade_id: cell.source.replace(stub, "") for cell in cells}


def body(source: str) -> str:
    """What a function does, its docstring and layout aside."""
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    rest = function.body[1:] if ast.get_docstring(function) else function.body
    return "\n".join(map(ast.unparse, rest))


def test_every_answer_cell_holds_a_program():
    assert {name for name, source in programs().items() if not body(source)} == set()


def test_a_statement_begins_with_its_symptom_and_folds_its_formula():
    for task in read_master(MASTER).tasks:
        _, _, first, *_ = task.statement.source.split("\n\n")
        assert first.startswith("**Symptom.**"), task.name
        shown = re.sub("<details>.*?</details>", "", task.statement.source, flags=re.DOTALL)
        assert "$$" not in shown, task.name


def test_the_programs_as_handed_out_fail_their_checks():
    trial = Trial(read_master(MASTER))
    attempts = {name: trial.attempt(name, source) for name, source in programs().items()}
    assert {name for name, attempt in attempts.items() if attempt.visible} == set()
    assert {name for name, one in attempts.items() if not one.message} == set()


def test_the_first_wrong_answer_of_each_task_is_its_program():
    first = {}
    for answer in answers():
        if answer.lab == LAB and answer.kind == "wrong":
            first.setdefault(answer.task, answer.cells[-1])
    assert {name: body(source) for name, source in first.items()} == {
        name: body(source) for name, source in programs().items()
    }
