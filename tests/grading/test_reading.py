import time

import pytest

from dlc_support.grading import reading
from dlc_support.grading.grader import Settings, grade_notebook
from dlc_support.grading.magics import as_python
from dlc_support.grading.notebook import Cell
from dlc_support.grading.reading import as_jupyter_does, inert, left_out, remarks
from dlc_support.grading.sandbox import Limits
from tests.labs import hostile
from tests.labs.hostile_files import save
from tests.labs.walls import NEEDED

DOUBLE = "def double(values):\n    return values + values"
# Each way to write a right answer, and what the teacher is told.
FORMS = {
    "time": (f"%%time\n{DOUBLE}", "", "graded"),
    "capture": (f"%%capture output\n{DOUBLE}", "", "graded"),
    "help": (f"np.mean?\n{DOUBLE}", "", "graded"),
    "timed value": (f"x = %timeit -o sum([1])\n{DOUBLE}", "", "graded"),
    "timed line": (f"%time two = 2\n{DOUBLE.replace('values +', 'two *')}", "", "graded"),
    "assigned shell": (f"files = !ls\n{DOUBLE}", "double: shell commands", "graded"),
    "top-level await": (f"import asyncio\nawait asyncio.sleep(0)\n{DOUBLE}", "", "graded"),
    "get_ipython": (f"get_ipython().run_line_magic('pwd', '')\n{DOUBLE}", "", "graded"),
    "modulo": (f"%matplotlib inline\nrest = (7\n    % 4)\n{DOUBLE}", "", "graded"),
    "percent in a string": (f"text = '''\n%d\n'''\n%pip install numpy\n{DOUBLE}", "", "graded"),
    "windows": (DOUBLE.replace("\n", "\r\n"), "", "graded"),
    "run": (f"%run other.py\n{DOUBLE}", "double: what is not Python", "look"),
    "shell's value": (
        f"two = !echo 2\n{DOUBLE.replace('values + values', 'values + values + len(two)')}",
        "double: uses what a shell", "look",
    ),
    "input": (f"name = input()\nprint(name)\n{DOUBLE}", "double: uses what a shell", "look"),
}  # fmt: skip


@NEEDED
@pytest.mark.parametrize("form", FORMS)
def test_a_right_answer_in_ipythons_language_gets_its_points(form, lab, master_path, tmp_path):
    source, note, status = FORMS[form]
    path = tmp_path / "ann.ipynb"
    save(hostile.honest(master_path, double=source), path)
    result = grade_notebook(lab, "ann", path, Settings(limits=Limits(timeout=20)))
    assert (result.score, result.status) == (12, status), result
    assert "; ".join(result.notes).startswith(note)
    assert bool(result.notes) == bool(note)


@NEEDED
def test_a_file_that_a_cell_writes_is_there_for_the_next(lab, master_path, tmp_path):
    student = hostile.honest(master_path, double="from mine import double")
    write = {**student["cells"][2], "id": "w", "source": f"%%writefile mine.py\n{DOUBLE}\n"}
    student["cells"].insert(3, write)
    save(student, tmp_path / "ann.ipynb")
    result = grade_notebook(lab, "ann", tmp_path / "ann.ipynb", Settings())
    assert (result.score, result.status, result.notes) == (12, "graded", [])


@NEEDED
def test_a_cell_that_takes_long_to_read_is_left_out_and_no_other(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 1)
    slow = "\n".join(f"x{number} = !ls{' ' * 300}" for number in range(499))
    begin = time.monotonic()
    first, second, third = as_jupyter_does(
        [Cell("code", slow), Cell("code", "%%time\na = 1"), Cell("code", "b = 2")], "bubblewrap"
    )
    assert time.monotonic() - begin < 20
    assert left_out(first)
    assert second.python.strip() == "a = 1"
    assert third.python is None


def test_cells_that_are_python_start_no_kernel(monkeypatch):
    monkeypatch.setattr(reading, "Session", None)
    cells = [Cell("code", "a = 5 % 3"), Cell("markdown", "%%time")]
    assert as_jupyter_does(cells, "bubblewrap") == cells


def test_cells_of_the_labs_own_start_no_kernel(monkeypatch):
    monkeypatch.setattr(reading, "Session", None)
    setup = "import sys\n%pip install course"
    cells = [Cell("code", f"{setup}\n"), Cell("code", "b = 2")]
    assert as_jupyter_does(cells, "bubblewrap", {setup}) == cells
    with pytest.raises(TypeError):
        as_jupyter_does([Cell("code", f"{setup} --quiet")], "bubblewrap", {setup})


@pytest.mark.parametrize(
    ("source", "told", "look"),
    [
        ("%pip install torch", [], False),
        ("%%html\n<b>", [], False),
        ("!nvidia-smi", [reading.SHELL], False),
        ("%%bash\nls", [reading.DROPPED], True),
        ("%unknown 3", [reading.DROPPED], True),
        ("%%timeit\nf()", [reading.TIMED], False),
        ("return_value = 3", [], False),
    ],
)
def test_a_teacher_looks_where_code_was_dropped(source, told, look):
    assert remarks(as_python(source), set(), answer=True) == (told, look)


def test_a_value_of_a_shell_is_followed_through_names():
    helper = "lines = get_ipython().getoutput('ls')\nnumber = len(lines)"
    assert inert([helper]) == {"lines", "number"}
    assert remarks("def f():\n    return number", {"number"}, answer=True) == (
        [reading.USED], True,
    )  # fmt: skip
    assert remarks("print(number)", {"number"}, answer=False) == ([], False)
