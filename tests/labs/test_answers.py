"""Checks tell wrong answers from right ones; run on top of the solution, without walls."""

from collections import Counter
from functools import cache

import pytest

from dlc_support.grading import Attempt, Trial, read_master
from tests.labs.answer_files import Answer, answers
from tools.project import ROOT

MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
TASKS = [(path.stem, task.name) for path in MASTERS for task in read_master(path).tasks]
ANSWERS = answers()
FEWEST = {"wrong": 5, "right": 3}
SEEN = 0.9  # share of the wrong answers that a visible check must catch

# A student's warning is not an error.
pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def trial(lab: str) -> Trial:
    """A lab with its solutions; their cells run once."""
    return Trial(read_master(ROOT / "labs" / "masters" / f"{lab}.ipynb"))


def tried(answer: Answer) -> Attempt:
    return trial(answer.lab).attempt(answer.task, *answer.cells)


def of_kind(kind: str) -> list:
    chosen = [answer for answer in ANSWERS if answer.kind == kind]
    return [pytest.param(answer, id=answer.name) for answer in chosen]


@pytest.mark.parametrize("answer", of_kind("right"))
def test_a_right_answer_gets_all_points(answer: Answer):
    attempt = tried(answer)
    assert attempt.visible, attempt.message
    assert attempt.hidden, attempt.message


@pytest.mark.parametrize("answer", of_kind("wrong"))
def test_a_wrong_answer_is_told_what_is_wrong(answer: Answer):
    attempt = tried(answer)
    assert not attempt.hidden
    assert not attempt.visible
    assert answer.words in attempt.message


@pytest.mark.parametrize("answer", of_kind("wrong, unseen"))
def test_a_hidden_test_catches_what_the_visible_check_cannot(answer: Answer):
    attempt = tried(answer)
    assert attempt.visible, "the visible check sees it: say so in its line"
    assert not attempt.hidden


@pytest.mark.parametrize(("lab", "task"), TASKS)
def test_every_task_is_tried_with_enough_answers(lab: str, task: str):
    own = [answer for answer in ANSWERS if (answer.lab, answer.task) == (lab, task)]
    counts = Counter(answer.kind.split(",")[0] for answer in own)
    assert all(counts[kind] >= fewest for kind, fewest in FEWEST.items()), counts
    assert len({answer.cells for answer in own}) == len(own)


@pytest.mark.parametrize("lab", sorted({lab for lab, _ in TASKS}))
def test_visible_checks_catch_nine_in_ten(lab: str):
    counts = Counter(answer.kind for answer in ANSWERS if answer.lab == lab)
    assert counts["wrong"] >= SEEN * (counts["wrong"] + counts["wrong, unseen"])


def test_every_answer_is_of_a_task():
    assert {(answer.lab, answer.task) for answer in ANSWERS} <= set(TASKS)
