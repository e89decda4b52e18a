import json
import time
from dataclasses import replace

import pytest

from dlc_support.grading.build import student_text
from dlc_support.grading.markers import visible
from dlc_support.grading.merge import merge, plain
from dlc_support.grading.notebook import MAX_CELLS, MAX_CODE, Cell, Unreadable, cells_of
from dlc_support.grading.reading import UNREAD

RIGHT = {
    "double": "def double(values):\n    return 2 * values",
    "centre": "def centre(values):\n    return values - values.mean()",
    "jitter": "def jitter(values, rng):\n    return values + rng.normal(0, 0.1, values.shape)",
}


@pytest.fixture
def handed_in(master_path) -> list[Cell]:
    """An honest submission: the student version, answered."""
    cells = cells_of(json.loads(student_text(master_path)))
    return [replace(cell, source=RIGHT.get(cell.grade_id, cell.source)) for cell in cells]


def sources(merged, role):
    return [step.source for step in merged.steps if step.role == role]


def order(merged):
    return [step.cell.grade_id or step.cell.id if step.cell else "+" for step in merged.steps]


def without_ids(cell):
    return Cell(cell.kind, cell.source)


def test_an_honest_submission_is_the_master_with_its_answers(lab, handed_in):
    merged = merge(lab, handed_in)
    assert sources(merged, "answer") == list(RIGHT.values())
    assert sources(merged, "check") == [c.source for c in lab.cells if c.is_check]
    assert order(merged)[:4] == ["imports", "double", "double-visible", "double-seen"]
    assert merged.answered == dict.fromkeys(RIGHT, True)
    assert merged.notes == []


def test_an_untouched_notebook_is_not_answered(lab, master_path):
    merged = merge(lab, cells_of(json.loads(student_text(master_path))))
    assert merged.answered == dict.fromkeys(RIGHT, False)
    assert merged.notes == []


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: Cell(cell.kind, cell.source, "", cell.metadata),
        lambda cell: Cell(cell.kind, cell.source, cell.id),
        without_ids,
    ],
    ids=["by grade id", "by cell id", "by function"],
)
def test_answers_are_found_by_what_is_left_of_their_marks(lab, handed_in, change):
    merged = merge(lab, [change(cell) for cell in handed_in])
    assert sources(merged, "answer") == list(RIGHT.values())
    assert order(merged)[1:4] == ["double", "double-visible", "double-seen"]


def test_an_answer_without_marks_and_function_is_found_by_its_text(lab, handed_in):
    cells = [without_ids(cell) for cell in handed_in]
    broken = 'def double(values):\n    """Every number twice as large: array (n,) to array (n,).'
    cells[4] = Cell("code", broken)
    assert sources(merge(lab, cells), "answer")[0] == broken


def test_checks_are_the_masters_whatever_became_of_them(lab, handed_in):
    wanted = [cell.source for cell in lab.cells if cell.is_check]
    rewritten = [replace(c, source="pass") if c.is_check else c for c in handed_in]
    deleted = [cell for cell in handed_in if not cell.is_check]
    twice = [cell for cell in handed_in for _ in range(2)]
    for cells, note in ((rewritten, "rewritten"), (deleted, "deleted"), (twice, "there 2 times")):
        merged = merge(lab, cells)
        assert sources(merged, "check") == wanted
        assert f"double-visible: {note}" in merged.notes
        assert "pass" not in [step.source for step in merged.steps]


def test_swapped_ids_do_not_swap_answers(lab, handed_in):
    first, second = handed_in[4], handed_in[8]
    handed_in[4] = Cell("code", first.source, second.id, second.metadata)
    handed_in[8] = Cell("code", second.source, first.id, first.metadata)
    merged = merge(lab, handed_in)
    assert sources(merged, "answer") == list(RIGHT.values())


def test_a_filled_copy_goes_before_a_blank_one(lab, handed_in, master_path):
    blank = cells_of(json.loads(student_text(master_path)))[4]
    merged = merge(lab, [*handed_in[:4], blank, *handed_in[4:]])
    assert sources(merged, "answer")[0] == RIGHT["double"]
    assert blank.source not in sources(merged, "helper")


def test_helpers_stay_where_they_were(lab, handed_in):
    helpers = [Cell("code", f"helper = {number}") for number in range(3)]
    cells = [helpers[0], *handed_in[:4], helpers[1], *handed_in[4:10], helpers[2], *handed_in[10:]]
    merged = merge(lab, cells)
    assert sources(merged, "helper") == ["helper = 0", "helper = 1", "helper = 2"]
    assert order(merged)[:9] == [
        "+", "imports", "+", "double", "double-visible", "double-seen", "double-hidden",
        "centre", "+",
    ]  # fmt: skip


def test_cells_of_the_lab_that_are_not_locked_may_be_edited(lab, handed_in):
    handed_in[2] = replace(handed_in[2], source="import numpy as np\nimport math")
    assert sources(merge(lab, handed_in), "given") == ["import numpy as np\nimport math"]


def test_a_deleted_cell_of_the_lab_comes_back(lab, handed_in):
    merged = merge(lab, [cell for cell in handed_in if cell.id != "imports"])
    assert sources(merged, "given") == ["import numpy as np"]


def test_a_missing_answer_is_noted(lab, handed_in):
    merged = merge(lab, [cell for cell in handed_in if cell.grade_id != "centre"])
    assert merged.answered["centre"] is False
    assert "centre: no answer cell" in merged.notes


def test_a_notebook_without_any_answer_is_of_another_lab(lab):
    with pytest.raises(Unreadable, match="no answer"):
        merge(lab, [Cell("code", "print('hello')"), Cell("markdown", "# Notes")])


def test_points_that_a_student_gives_are_not_there(lab, handed_in):
    own = {"nbgrader": {"grade": True, "grade_id": "gift", "points": 1000, "locked": True}}
    merged = merge(lab, [*handed_in, Cell("code", "assert True", "gift", own)])
    assert len(sources(merged, "check")) == 9
    assert sources(merged, "helper") == ["assert True"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a = 1\n%pip install b\n!ls", "a = 1\npass  # %pip install b\npass  # !ls"),
        ("if a:\n    !ls", "if a:\n    pass  # !ls"),
        ("a = (5\n     % 3)", "a = (5\n     % 3)"),
    ],
)
def test_a_labs_own_lines_for_the_notebook_become_comments(source, wanted):
    assert plain(source) == wanted


def test_an_answer_is_found_in_its_python(lab, handed_in):
    own = Cell("code", f"%%time\n{RIGHT['double']}", python=RIGHT["double"])
    handed_in[4] = own
    merged = merge(lab, handed_in)
    assert sources(merged, "answer")[0] == RIGHT["double"]
    assert merged.answers["double"] == own.source


def test_a_cell_that_was_left_out_is_told_of(lab, handed_in):
    handed_in[4] = replace(handed_in[4], python="")
    merged = merge(lab, handed_in)
    assert merged.look
    assert f"double: {UNREAD}" in merged.notes


def test_a_notebook_of_the_largest_size_is_merged_in_seconds(lab):
    own = 'def double(values):\n    """Every number twice"""\n' + "x = values\n" * 5
    cells = [Cell("code", own.replace("double", f"d{n}")) for n in range(MAX_CELLS - 3)]
    cells += [Cell("code", "a = [" + "1, " * (MAX_CODE // 4) + "1]")] * 3
    begin = time.process_time()
    with pytest.raises(Unreadable, match="no answer"):
        merge(lab, cells)
    assert time.process_time() - begin < 10


def test_the_hidden_part_of_no_check_is_among_the_helpers(lab):
    merged = merge(lab, lab.cells)
    assert sources(merged, "helper") == []
    assert all(visible(step.source) != "" for step in merged.steps if step.role == "check")


@pytest.mark.parametrize(
    ("source", "look"),
    [
        ("import dlc_support.grading.workspace as w", True),
        ("from dlc_support.grading import calls", True),
        ("from dlc_support.grading import self_report\nself_report()", False),
        ("from dlc_support.models import MLP", False),
    ],
)
def test_a_cell_that_uses_the_graders_own_modules_is_looked_at(lab, handed_in, source, look):
    merged = merge(lab, [*handed_in, Cell("code", source)])
    assert merged.look is look
    assert ("a cell of the student's: uses the grader's own modules" in merged.notes) is look
