from datetime import datetime
from pathlib import Path

import pytest

from dlc_support import grading
from dlc_support.grading import Marking, NoSandbox, Result
from dlc_support.grading.evaluate import TaskReport


@pytest.fixture
def calls(monkeypatch):
    """What the command asks the grader for."""
    heard = []
    results = [Result("ann", "graded", [TaskReport("f", "F", 4)]), Result("bob", "look")]
    monkeypatch.setattr(grading, "grade", lambda *a, **k: heard.append((a, k)) or results)
    return heard


def test_grade_passes_its_options_on_and_counts(dlc, calls, tmp_path):
    status, text = dlc(
        "grade", "lab.ipynb", "class", str(tmp_path), "--jobs", "2", "--timeout", "3",
        "--wall", "9", "--memory", "512",
    )  # fmt: skip
    assert status == 0
    assert text.startswith("2 submissions: 1 graded, 1 look, 0 unreadable\nwrote ")
    ((arguments, options),) = calls
    assert [str(one) for one in arguments] == ["lab.ipynb", "class", str(tmp_path)]
    assert options["jobs"] == 2
    settings = options["settings"]
    limits = settings.limits
    assert (settings.kind, limits.timeout, limits.wall) == ("bubblewrap", 3, 9)
    assert limits.memory == 512
    assert options["marking"] == Marking()


def test_grade_passes_the_teachers_wishes_on(dlc, calls, tmp_path):
    status, _ = dlc(
        "grade", "lab.ipynb", "class", str(tmp_path), "--student", "ann", "--student", "bob",
        "--task", "f", "--corrections", "c.csv", "--roster", "r.csv", "--deadline",
        "2026-11-30T18:00", "--penalty", "5", "--columns", "moodle", "--columns", "canvas",
    )  # fmt: skip
    assert status == 0
    assert calls[0][1]["marking"] == Marking(
        corrections=Path("c.csv"), roster=Path("r.csv"), deadline=datetime(2026, 11, 30, 18),
        penalty=5, columns=("moodle", "canvas"), students=("ann", "bob"), task="f",
    )  # fmt: skip


def test_without_walls_the_command_says_what_that_means(dlc, calls, tmp_path):
    status, text = dlc("grade", "lab.ipynb", "class", str(tmp_path), "--sandbox", "none")
    assert status == 0
    assert "with your rights" in text
    assert calls[0][1]["settings"].kind == "none"


def test_a_machine_without_bubblewrap_is_one_line(dlc, monkeypatch, tmp_path):
    def refuse(*arguments, **options):
        raise NoSandbox("bubblewrap is not installed")

    monkeypatch.setattr(grading, "grade", refuse)
    status, text = dlc("grade", "lab.ipynb", "class", str(tmp_path))
    assert (status, text) == (1, "dlc: bubblewrap is not installed\n")
