import nbformat
import pytest

from dlc_support.grading.master import read_master
from dlc_support.grading.trial import Trial
from tests.labs import tiny


def test_a_right_answer_passes_visible_and_hidden(lab):
    attempt = Trial(lab).attempt("double", "def double(values):\n    return values + values")
    assert (attempt.visible, attempt.hidden) == (True, True)


def test_helpers_may_stand_in_cells_of_their_own(lab):
    helper = "def twice(x):\n    return 2 * x"
    answer = "def double(values):\n    return twice(values)"
    assert Trial(lab).attempt("double", helper, answer).hidden


def test_a_wrong_answer_is_told_what_is_wrong(lab):
    attempt = Trial(lab).attempt("double", "def double(values):\n    return values ** 2")
    assert (attempt.visible, attempt.hidden) == (False, False)
    assert attempt.message == "double([1, 2]) is [1. 4.]"


def test_an_answer_in_place_passes_the_visible_check_alone(lab):
    answer = "def centre(values):\n    values -= values.mean()\n    return values"
    attempt = Trial(lab).attempt("centre", answer)
    assert (attempt.visible, attempt.hidden) == (True, False)
    assert "in place" in attempt.message


def test_a_hidden_test_speaks_for_itself_where_the_visible_check_fails(lab):
    answer = "def double(values):\n    return 2 * values if values[0] != 1 else values"
    attempt = Trial(lab).attempt("double", answer)
    assert (attempt.visible, attempt.hidden) == (False, True)


def test_attempts_do_not_see_each_other(lab):
    trial = Trial(lab)
    trial.attempt("double", "left = 1\ndef double(values):\n    return values")
    attempt = trial.attempt("double", "def double(values):\n    return values * (left + 1)")
    assert not attempt.visible


def test_an_unknown_task_is_refused(lab):
    with pytest.raises(ValueError, match="task must be one of"):
        Trial(lab).attempt("triple", "")


def test_a_solution_that_fails_is_refused(tmp_path):
    notebook = tiny.notebook()
    notebook.cells[2].source = "1 / 0"
    nbformat.write(notebook, tmp_path / "broken.ipynb")
    with pytest.raises(ValueError, match="division by zero"):
        Trial(read_master(tmp_path / "broken.ipynb"))
