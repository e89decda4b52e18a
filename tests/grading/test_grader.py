import json

import pytest

from dlc_support.grading.build import student_text
from dlc_support.grading.grader import (
    Settings,
    grade_notebook,
    judges_modules,
    modules,
    unreadable,
)
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
