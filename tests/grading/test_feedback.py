import pytest

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.feedback import feedback
from dlc_support.grading.result import Result


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (TaskReport("f", "F", 4, 4, True, "passed"), "nothing: all points"),
        (TaskReport("f", "F", 4, 0, False, "failed"), "write an answer"),
        (TaskReport("f", "F", 4, 0, True, "failed"), "run the visible check"),
        (TaskReport("f", "F", 4, 1, True, "passed"), "try other inputs"),
        (TaskReport("f", "F", 4, 0, True, "failed", ["a cell ran over its time"]), "(a cell ran"),
    ],
)
def test_a_student_is_told_what_to_do_next(task, said):
    assert said in feedback("lab", Result("ann", "graded", [task]))


def test_points_status_and_notes_are_told():
    text = feedback(
        "lab", Result("ann", "look", [TaskReport("f", "F", 4, 1)], ["all metadata lost"])
    )
    assert "1 of 4 points" in text
    assert "Your teacher will look" in text
    assert "all metadata lost" in text
