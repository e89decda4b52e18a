import json
from dataclasses import replace

import nbformat
import pytest

from dlc_support.grading.build import student_text
from dlc_support.grading.evaluate import UNCONTROLLED, evaluate
from dlc_support.grading.kernel import KernelGone
from dlc_support.grading.master import Master, read_master
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import Cell, cells_of
from dlc_support.grading.workspace import Outcome, Workspace
from tests.labs import tiny


class Loses(Workspace):
    """A workspace whose kernel is lost over every cell with a word in it."""

    def __init__(self, word: str, gone: str) -> None:
        super().__init__()
        self.word, self.gone = word, gone

    def _timed(self, source, names, *, probe):
        if self.word in source:
            return Outcome(ok=False, gone=self.gone)
        return super()._timed(source, names, probe=probe)

    def ask(self, request, serve):
        if self.word == request.get("call"):
            raise KernelGone(self.gone)
        return super().ask(request, serve)


def evaluated(lab, runner=None, **answers):
    cells = [replace(c, source=answers.get(c.grade_id, c.source)) for c in lab.cells]
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
        ("double", "size", "sent back too much", False),
        ("double", "garbled", "the kernel was tampered with", True),
        ("def double", "start", "no kernel started", True),
        ("returned = double", "wall", "no time was left in all", True),
    ],
)
def test_a_lost_kernel_is_told_in_words(lab, word, gone, note, look):
    report = evaluated(lab, Loses(word, gone))
    assert note in report.tasks["double"].notes
    assert report.tasks["double"].score < 4
    assert report.look is look
    assert scores(report)[1:] == [4, 4]


def test_a_process_in_which_checks_pass_without_an_answer_earns_nothing(lab):
    class Strips(Workspace):
        def probe(self, source, before=""):
            stripped = source.startswith("# Check of double")
            return Outcome(ok=True) if stripped else super().probe(source, before)

    report = evaluated(lab, Strips())
    assert scores(report) == [0, 4, 4]
    assert report.look
    assert report.tasks["double"].notes == ["its visible check passes without an answer"]


def test_a_check_that_fails_in_another_way_without_an_answer_accuses_nobody(lab):
    class Forgets(Workspace):
        """Loses what the lab imports."""

        def probe(self, source: str, before: str = "") -> Outcome:
            return super().probe(source, "del np" if before else "")

    report = evaluated(lab, Forgets())
    assert report.look
    assert {tuple(task.notes) for task in report.tasks.values()} == {(UNCONTROLLED,)}


def test_a_cell_of_the_labs_that_is_lost_is_looked_at(lab):
    longer = Master(lab.name, (*lab.cells, Cell("code", "own = 1", "own")), lab.tasks, lab.digest)
    report = evaluate(longer, merge(longer, longer.cells), Loses("own = 1", "time"))
    assert report.look
    assert report.notes == ["a cell of the lab's: a cell ran over its time"]


def test_points_without_an_answer_are_taken_back_and_looked_at(lab, master_path):
    cells = cells_of(json.loads(student_text(master_path)))
    helper = Cell("code", "def double(values):\n    return values * 2")
    place = next(n for n, cell in enumerate(cells) if cell.id == "double") + 1
    report = evaluate(lab, merge(lab, [*cells[:place], helper, *cells[place:]]), Workspace())
    assert scores(report) == [0, 0, 0]
    assert report.look
    assert report.tasks["double"].notes == ["passes though it is not answered"]


def test_a_kernel_part_is_judged_by_its_probe(lab):
    late = "def jitter(values, rng):\n    return values + (0.1 if len(values) > 3 else 0.5)"
    report = evaluated(lab, jitter=late)
    assert scores(report) == [4, 4, 1]
    assert report.tasks["jitter"].notes == ["a hidden test fails"]


def test_a_failing_cell_outside_of_tasks_is_noted(lab):
    cells = [*lab.cells, Cell("code", "1 / 0")]
    report = evaluate(lab, merge(lab, cells), Workspace())
    assert report.notes == ["cells of the student's own raised errors"]
    assert scores(report) == [4, 4, 4]


def test_of_errors_a_submission_can_choose_one_name_for_a_task(lab):
    names = ["ValueError", "KeyError", "OSError"]
    cells = [*lab.cells, *(Cell("code", f"raise {name}") for name in names * 9)]
    answer = "def double(values):\n    raise (KeyError if len(values) > 2 else OSError)(values)"
    cells = [replace(c, source=answer) if c.grade_id == "double" else c for c in cells]
    report = evaluate(lab, merge(lab, cells), Workspace())
    assert report.tasks["double"].notes == ["visible check: OSError"]
    assert report.notes == ["cells of the student's own raised errors"]
    # A cell of the answer that raises one, and then a check that raises another.
    cells = [
        replace(c, source=f"{answer}\nraise KeyError") if c.grade_id == "double" else c
        for c in cells
    ]
    report = evaluate(lab, merge(lab, cells), Workspace())
    assert report.tasks["double"].notes == ["KeyError"]


def test_a_cell_that_shows_a_picture_is_not_run(lab):
    picture = Cell("code", "1 / 0", id="double-picture")
    shown = Master(lab.name, (*lab.cells, picture), lab.tasks, lab.digest)
    report = evaluate(shown, merge(shown, shown.cells), Workspace())
    assert (report.notes, report.failed) == ([], {})


KERNEL = """\
### BEGIN HIDDEN TESTS
### BEGIN KERNEL
probe = dict(y=double(np.arange(3.0)))
### END KERNEL
import numpy as np
assert np.abs(probe["y"] - 2 * np.arange(3.0)).max() < 1e-9, "values"
### END HIDDEN TESTS"""


@pytest.fixture
def apart(tmp_path):
    """The lab with a task whose visible check needs the student's process, and counts its runs."""
    notebook = tiny.notebook()
    change = {
        "double-visible": "# Check of double, 1 point\nran.append(1)\nassert double(2) == 4, 'no'",
        "double-seen": KERNEL,
        "double-hidden": KERNEL.replace("3.0", "5.0"),
        "imports": "import numpy as np\nran = []",
    }
    for cell in notebook.cells:
        cell.source = change.get(cell.id, cell.source)
    nbformat.write(notebook, tmp_path / "tiny.ipynb")
    return read_master(tmp_path / "tiny.ipynb")


@pytest.mark.parametrize(
    ("answer", "score", "visible", "notes"),
    [
        ("def double(values):\n    return 2 * values", 4, "passed", []),
        ("def double(x):\n    return 3 * x", 0, "failed", ["visible check: AssertionError"]),
        ("def double(x):\n    return 1 / 0", 0, "failed", ["visible check: ZeroDivisionError"]),
    ],
)
def test_of_a_check_that_needs_the_students_process_the_copy_alone_runs(
    apart, answer, score, visible, notes
):
    runner = Workspace()
    task = evaluated(apart, runner, double=answer).tasks["double"]
    assert (task.score, task.visible, task.notes) == (score, visible, notes)
    assert len(runner.names["ran"]) == 1  # of the control, with the blank in place of the answer


def test_an_unanswered_task_of_that_kind_is_as_any_other(apart):
    blank = "def double(values):\n    raise NotImplementedError()"
    task = evaluated(apart, double=blank).tasks["double"]
    assert (task.score, task.visible) == (0, "failed")
