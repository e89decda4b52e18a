from datetime import date

import pytest

from dlc_support.grading.evaluate import LOST, TaskReport
from dlc_support.grading.feedback import ERRORS, feedback
from dlc_support.grading.marking import SET
from dlc_support.grading.result import Result

DAY = date(2026, 11, 30)


def told(task, **more):
    return feedback("lab", Result("ann", "graded", [task], **more), DAY)


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (TaskReport("f", "F", 4, 4, True, "passed"), "<td>all points</td>"),
        (TaskReport("f", "F", 4, 0, False, "failed"), "<td>not answered</td>"),
        (TaskReport("f", "F", 4, 0, True, "failed"), "run the check below your answer"),
        (TaskReport("f", "F", 4, 1, True, "passed"), "try other shapes"),
        (TaskReport("f", "F", 4, 0, True), "your teacher marks this answer"),
        (TaskReport("f", "F", 4, 0, True, "failed", [LOST["time"]]), "; a cell ran over"),
        (TaskReport("f", "F", 4, 2.5, True, "passed"), "2.5 of 4"),
        (
            TaskReport("f", "F", 4, 1, True, "passed", [SET, "your teacher: no"]),
            f"<td>{SET}; your",
        ),
    ],
)
def test_a_student_is_told_what_to_do_next(task, said):
    assert said in told(task)


@pytest.mark.parametrize("name", [*ERRORS, "OSError", "error", "KeyboardInterrupt"])
@pytest.mark.parametrize("kind", ["", "visible check: "])
def test_no_name_of_an_error_is_told(name, kind):
    task = TaskReport("f", "F", 4, 0, True, "failed", [kind + name, "a hidden test fails"])
    text = told(task)
    assert "Error" not in text.replace("NotImplementedError()", "")
    assert f">{name}<" not in text
    assert "hidden test" not in text


def test_total_day_link_and_lateness_are_told():
    one = Result("ann", "graded", [TaskReport("f", "F", 4, 3)], late_days=2, penalty=0.8)
    text = feedback("lab", one, DAY, "https://example.org/lab.html")
    assert "2.2 of 4 points. Graded on 2026-11-30." in text
    assert '<a href="https://example.org/lab.html">' in text
    assert "Handed in 2 days late, which costs 0.8 points." in text
    assert "http" not in feedback("lab", one, DAY)


def test_a_broken_notebook_is_told_how_to_mend_it():
    text = feedback("lab", Result("ann", "unreadable", [], ["an empty file"]), DAY)
    assert "could not be graded: an empty file." in text
    assert "download your notebook again" in text
    assert "<table>" not in text


def test_a_teachers_word_on_the_whole_is_a_sentence_as_it_was_written():
    text = told(TaskReport("f", "F", 4), notes=["your teacher: Well done."])
    assert ">Your teacher: Well done.<" in text


def test_notes_on_the_labs_own_cells_are_one_sentence():
    notes = ["f-visible: rewritten", "f-hidden: deleted", "all metadata lost"]
    text = feedback("lab", Result("ann", "look", [TaskReport("f", "F", 4)], notes), DAY)
    assert text.count("the grader used its own") == 1
    assert "rewritten" not in text
    assert "Your teacher will look" in text
    assert "Note: all metadata lost." in text
