"""A real lab as students write it in Jupyter, and as editors and platforms save it."""

import json
from pathlib import Path

import pytest

from dlc_support.grading import Limits, Settings, read_master, student_text
from dlc_support.grading.grader import chosen, grade_notebook
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import read_notebook
from tests.labs.walls import NEEDED
from tools.project import ROOT

MASTER = ROOT / "labs" / "masters" / "lab1_corruptions.ipynb"
# One for each task, in turn; all are right.
FORMS = (
    "%%time\n{answer}",
    "%%capture output\n{answer}",
    "torch.randn?\n{answer}",
    "timed = %timeit -o -n 1 -r 1 sum([1])\n{answer}",
    "files = !ls\n{answer}",
    "import asyncio\nawait asyncio.sleep(0)\n{answer}",
    "get_ipython().run_line_magic('matplotlib', 'inline')\n{answer}",
    "%matplotlib inline\nrest = (7\n    % 4)\n{answer}",
    "text = '''\n%d\n'''\n%time two = 2\n{answer}",
    "%%writefile {name}_of_mine.py\n{imports}\n{answer}",
    "%pip install torch\n{answer}",
)


def saved(path: Path, *, answered: bool = True, forms: tuple[str, ...] = ("{answer}",)) -> Path:
    """A notebook with the solution in some forms, or as it was handed out."""
    master, notebook = read_master(MASTER), json.loads(student_text(MASTER))
    imports = next(c.source for c in master.cells if c.grade_id == "lab1-imports")
    for number, task in enumerate(master.tasks if answered else ()):
        place = next(n for n, c in enumerate(notebook["cells"]) if c["id"] == task.name)
        lines = [line for line in task.answer.source.split("\n") if "SOLUTION" not in line]
        text = forms[number % len(forms)].format(
            answer="\n".join(lines), name=task.name, imports=imports
        )
        cell = notebook["cells"][place]
        cell["source"] = text
        if "%%writefile" in text:
            cell["source"] = f"from {task.name}_of_mine import *"
            notebook["cells"].insert(place, {**cell, "source": text, "id": "w", "metadata": {}})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@NEEDED
def test_every_form_of_a_right_answer_gets_its_points(tmp_path: Path):
    master = read_master(MASTER)
    path = saved(tmp_path / "ann.ipynb", forms=FORMS)
    result = grade_notebook(master, "ann", path, Settings(limits=Limits()))
    assert {task.name: task.score for task in result.tasks} == {
        task.name: task.points for task in master.tasks
    }, result.all_notes()
    assert result.status == "graded"
    assert len(result.notes) == 1
    assert "shell commands are not run" in result.notes[0]


@pytest.mark.parametrize("answered", [True, False])
def test_windows_line_ends_change_nothing(tmp_path: Path, answered: bool):
    master, path = read_master(MASTER), saved(tmp_path / "ann.ipynb", answered=answered)
    before = merge(master, read_notebook(path).cells)
    path.write_text(path.read_text("utf-8").replace("\\n", "\\r\\n"), encoding="utf-8")
    after = merge(master, read_notebook(path).cells)
    assert after == before
    assert set(after.answered.values()) == {answered}


def test_the_copy_that_colab_makes_is_graded_and_not_the_blank_beside_it(tmp_path: Path):
    blank = saved(tmp_path / "lab1_corruptions.ipynb", answered=False)
    copy = saved(tmp_path / "Copy of lab1_corruptions.ipynb")
    path, note, odd = chosen(read_master(MASTER), (blank, copy))
    assert (path, odd) == (copy, "")
    assert "'Copy of lab1_corruptions.ipynb' is graded" in note
