import json

import pytest

from dlc_support.grading.build import student_text
from dlc_support.grading.grader import (
    Settings,
    chosen,
    grade_notebook,
    grade_submission,
    judges_modules,
    modules,
    unreadable,
)
from dlc_support.grading.submissions import Submission
from tests.labs.hostile import honest
from tests.labs.hostile_files import save
from tests.labs.walls import NEEDED


def test_a_notebook_of_another_lab_is_unreadable(lab, master_path, tmp_path):
    content = json.loads(student_text(master_path))
    content["metadata"]["dlc_lab"] = "lab9"
    path = tmp_path / "ann.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    result = grade_notebook(lab, "ann", path, Settings())
    assert (result.status, result.score) == ("unreadable", 0)
    assert result.notes == ["a notebook of another lab"]


def test_an_unreadable_submission_has_all_tasks_with_no_points(lab):
    result = unreadable(lab, "ann", "why")
    assert [(task.name, task.score) for task in result.tasks] == [
        ("double", 0), ("centre", 0), ("jitter", 0),
    ]  # fmt: skip


def test_what_a_lab_imports_is_known_before_it_runs(lab):
    assert modules(lab) == ["numpy"]
    assert judges_modules(lab) == ["numpy"]


def test_settings_that_differ_are_told_apart():
    assert str(Settings()) == str(Settings())
    assert str(Settings()) != str(Settings("none"))


@NEEDED
@pytest.mark.parametrize("kind", ["bubblewrap", "none"])
def test_a_solution_gets_all_points_within_walls_and_without(lab, master_path, kind):
    result = grade_notebook(lab, "ann", master_path, Settings(kind))
    assert (result.status, result.score, result.notes) == ("graded", 12, [])
    assert result.seconds > 0


@pytest.fixture
def copies(master_path, tmp_path):
    """Writes notebooks of a folder: answered, or as they were handed out."""

    def write(**answered):
        for name, given in answered.items():
            path = tmp_path / f"{name}.ipynb"
            if given is None:
                path.write_text(student_text(master_path), encoding="utf-8")
            else:
                save(honest(master_path, **given), path)
        return tuple(tmp_path / f"{name}.ipynb" for name in answered)

    return write


def test_of_several_notebooks_the_one_with_answers_is_graded(lab, copies):
    paths = copies(tiny2=None, copy_of_tiny={})
    best, note, odd = chosen(lab, paths)
    assert (best.stem, odd) == ("copy_of_tiny", "")
    assert note == "of 2 notebooks, 'copy_of_tiny.ipynb' is graded"


def test_two_with_the_same_answers_are_one_and_with_others_are_looked_at(lab, copies):
    paths = copies(b={}, a={})
    assert chosen(lab, paths)[0].stem == "a"
    assert chosen(lab, paths)[2] == ""
    paths = copies(c={}, d={"double": "def double(values):\n    return 3"})
    assert chosen(lab, paths)[2] == "several of them have answers"


def test_a_notebook_of_another_lab_beside_it_does_not_count(lab, copies, tmp_path):
    (tmp_path / "other.ipynb").write_text('{"cells": []}', encoding="utf-8")
    paths = (tmp_path / "other.ipynb", *copies(ann={}))
    assert chosen(lab, paths)[0].stem == "ann"


@NEEDED
def test_a_doubt_about_a_submission_is_told_and_looked_at(lab, master_path):
    one = Submission("ann", (master_path,), doubt="2 entries are called ann")
    result = grade_submission(lab, one, Settings())
    assert (result.status, result.score, result.notes) == ("look", 12, [one.doubt])
