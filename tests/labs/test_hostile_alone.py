"""Hostile submissions, each graded alone."""

import re
from pathlib import Path

import pytest

from dlc_support.grading import Limits, Settings, read_master
from dlc_support.grading.grader import grade_notebook
from tests.labs import hostile, tiny
from tests.labs.hostile import EXPECTED, WAS_HERE
from tests.labs.walls import NEEDED, processes

# The odd number of megabytes marks these processes among others of this computer.
LIMITS = Limits(timeout=5, wall=90, memory=267, file=8, answer=4)


def test_there_are_enough_of_them_and_each_is_expected_to_get_something():
    assert len(EXPECTED) >= 40
    assert set(EXPECTED) == set(hostile.CELLS) | set(hostile.FILES)
    # An honest answer whose metadata is lost is the one that loses nothing.
    assert [name for name, one in EXPECTED.items() if one.scores[0] > 1] == ["lost_metadata"]


@NEEDED
@pytest.mark.parametrize("name", EXPECTED)
def test_alone_it_gains_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLC_SECRET", "sesame")
    master = tiny.write_master(tmp_path)
    path = hostile.write(name, master, tmp_path)
    result = grade_notebook(read_master(master), name, path, Settings(limits=LIMITS))
    expected = EXPECTED[name]
    assert tuple(task.score for task in result.tasks) == expected.scores, result
    assert result.status == expected.status
    assert re.search(expected.note, "; ".join(result.all_notes()))
    assert not WAS_HERE.exists()
    assert processes(f'"memory": {LIMITS.memory * 2**20}') == []
