import json

import pytest

from dlc_support.grading.build import student_text
from dlc_support.grading.evaluate import evaluate
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import Cell, cells_of
from dlc_support.grading.workspace import Outcome, Workspace


class Loses(Workspace):
    """A workspace whose kernel is lost over every cell with a word in it."""

    def __init__(self, word: str, gone: str) -> None:
        super().__init__()
        self.word, self.gone = word, gone

    def _timed(self, source, names, *, probe):
        if self.word in source:
            return Outcome(ok=False, gone=self.gone)
        return super()._timed(source, names, probe=probe)


def evaluated(lab, runner=None, **answers):
    cells = [c.with_source(answers.get(c.grade_id, c.source)) for c in lab.cells]
    return evaluate(lab, merge(lab, cells), runner or Workspace())


def scores(report):
    return [task.score for task in report.tasks.values()]


def test_the_solution_gets_all_points(lab):
    report = evaluated(lab)
    assert scores(report) == [4, 4, 4]
    assert [task.visible for task in report.tasks.values()] == ["passed"] * 3
    assert not report.look
    assert report.failed == {}


def test_the_blank_gets_none(lab, master_path):
    merged = merge(lab, cells_of(json.loads(student_text(master_path))))
    report = evaluate(lab, merged, Workspace())
    assert scores(report) == [0, 0, 0]
    assert not report.look
    assert [task.notes for task in report.tasks.values()] == [[], [], []]


def test_a_wrong_answer_costs_its_own_task_alone(lab):
    report = evaluated(lab, centre="def centre(values):\n    return values")
    assert scores(report) == [4, 0, 4]
    assert report.tasks["centre"].notes == ["visible check: AssertionError"]


def test_an_answer_that_knows_the_visible_check_gets_its_points_only(lab):
    report = evaluated(lab, double="def double(values):\n    return np.array([2.0, 4.0])")
    assert scores(report) == [1, 4, 4]
    assert report.tasks["double"].visible == "passed"


def test_of_a_hidden_test_no_error_is_told(lab):
    answer = "def double(values):\n    if len(values) > 2: raise MemoryError(values)\n"
    report = evaluated(lab, double=f"{answer}    return values * 2")
    assert scores(report) == [1, 4, 4]
    assert report.tasks["double"].notes == ["a hidden test fails"]


@pytest.mark.parametrize(
    ("word", "gone", "note", "look"),
    [
        ("def double", "time", "a cell ran over its time", False),
        ("def double", "died", "the kernel died", False),
        ("start", "size", "sent back too much", False),
        ("start", "garbled", "the kernel was tampered with", True),
        ("def double", "start", "no kernel started", True),
        ("returned = double", "wall", "no time was left in all", False),
    ],
)
def test_a_lost_kernel_is_told_in_words(lab, word, gone, note, look):
    report = evaluated(lab, Loses(word, gone))
    assert note in report.tasks["double"].notes
    assert report.tasks["double"].score < 4
    assert report.look is look
    assert scores(report)[1:] == [4, 4]


def test_points_need_asserts_that_fail(lab):
    class Strips(Workspace):
        def probe(self, source):
            return Outcome(ok=True) if source.startswith("assert ") else super().probe(source)

    report = evaluated(lab, Strips())
    assert scores(report) == [0, 0, 0]
    assert report.look
    assert "an assert that must fail did not" in report.tasks["double"].notes


def test_a_failing_cell_outside_of_tasks_is_noted(lab):
    cells = [*lab.cells, Cell("code", "1 / 0")]
    report = evaluate(lab, merge(lab, cells), Workspace())
    assert report.notes == ["a cell of the student's: ZeroDivisionError"]
    assert scores(report) == [4, 4, 4]
