import nbformat
import pytest

from dlc_support.grading.master import read_master
from dlc_support.grading.rules import RULES, problems
from tests.labs import tiny


def test_the_small_lab_keeps_all_rules(lab):
    assert problems(lab) == []


# Which cell of the first task is changed, what is replaced by what, and what is said of it.
BREAKS = {
    "stated": (3, "●○○, 5 minutes, 4 points.", "Easy.", "no line such as"),
    "stated points": (3, "4 points", "5 points", "5 points"),
    "stated hint": (3, "<details>", "", "no folded hint"),
    "documented": (4, '"""Every', '"Every", """', "no docstring"),
    "checked": (5, tiny.VISIBLE["double"], "# nothing", "no visible check"),
    "checked hidden": (7, tiny.HIDDEN["double"], "# nothing", "no hidden test"),
    "judged": (7, "assert ", "0, ", "the grader asserts nothing"),
    "seen": (6, "[2, 4]", "[2, 5]", "not what `dlc labs build` makes"),
    "judged variant": (7, "  # variant: 2 to 900", "", "no constant"),
    "told": (5, ', f"double([1, 2]) is {returned}"', "", "without a message"),
    "headed": (5, "# Check of double, 1 point", "# Check of double, 2 points", "first line"),
    "short": (4, "\n    ### BEGIN", "\n    a = 1" * 35 + "\n    ### BEGIN", "lines, at most"),
    "short lines": (4, "values * 2", "values * 2  #" + " " * 80, "characters, at most"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_master_that_breaks_a_rule_is_told(tmp_path, name):
    number, old, new, said = BREAKS[name]
    notebook = tiny.notebook()
    assert old in notebook.cells[number].source
    notebook.cells[number].source = notebook.cells[number].source.replace(old, new)
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    assert any(said in text for text in problems(read_master(tmp_path / "broken.ipynb")))


def test_points_on_what_is_seen_are_told(tmp_path):
    notebook = tiny.notebook()
    notebook.cells[5].metadata["nbgrader"]["points"] = 1
    notebook.cells.pop(6)
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    told = problems(read_master(tmp_path / "broken.ipynb"))
    assert any("must carry 0 points, got 1" in text for text in told)
    assert any("there is no cell double-seen" in text for text in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Predict it.", 1),
        ("Write down your prediction.", 1),
        ("What did you predict?", 0),
        ("It predicts much.", 0),
    ],
)
def test_a_prediction_without_a_cell_to_write_into_is_told(tmp_path, text, told):
    notebook = tiny.notebook()
    notebook.cells[3].source += f"\n{text}"
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    found = problems(read_master(tmp_path / "broken.ipynb"))
    assert sum("no cell ...-prediction follows" in one for one in found) == told
    cell = nbformat.v4.new_markdown_cell("*Yours:*", id="double-prediction")
    notebook.cells.insert(4, cell)
    nbformat.write(notebook, tmp_path / "mended.ipynb")
    assert problems(read_master(tmp_path / "mended.ipynb")) == []


def test_prose_that_a_teacher_reads_and_does_not_get_is_told(tmp_path):
    notebook = tiny.notebook()
    cell = nbformat.v4.new_markdown_cell("Write; your teacher reads it.", id="found")
    notebook.cells.append(cell)
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    assert problems(read_master(tmp_path / "broken.ipynb")) == [
        "found: the tag open-answer is missing"
    ]
    cell.metadata["tags"] = ["open-answer"]
    nbformat.write(notebook, tmp_path / "mended.ipynb")
    assert problems(read_master(tmp_path / "mended.ipynb")) == []


def test_unlocked_checks_and_locked_answers_are_told(tmp_path):
    notebook = tiny.notebook()
    notebook.cells[4].metadata["nbgrader"]["locked"] = True
    notebook.cells[5].metadata["nbgrader"]["locked"] = False
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    told = problems(read_master(tmp_path / "broken.ipynb"))
    assert any("must be a locked code cell" in text for text in told)
    assert any("the answer is locked" in text for text in told)


def test_a_hidden_test_that_binds_a_helpers_name_is_told(tmp_path):
    notebook = tiny.notebook()
    helper = nbformat.v4.new_code_cell("def rounded(value):\n    return round(value)", id="helper")
    notebook.cells.insert(1, helper)
    hidden = next(cell for cell in notebook.cells if "double-hidden" in str(cell.metadata))
    hidden.source = hidden.source.replace("assert ", "rounded = 3\nassert ", 1)
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    told = problems(read_master(tmp_path / "broken.ipynb"))
    assert any("binds rounded, a function of cell helper" in text for text in told)


def test_ids_that_are_there_twice_are_told(tmp_path):
    path = tiny.write_master(tmp_path)
    text = path.read_text(encoding="utf-8").replace('"id": "imports"', '"id": "title"')
    path.write_text(text, encoding="utf-8")
    assert "cell 2 has no id of its own" in problems(read_master(path))


def test_every_rule_is_broken_once_in_these_tests():
    tested = {name.split()[0] for name in BREAKS} | {"locked"}
    assert {rule.__name__ for rule in RULES} == tested
