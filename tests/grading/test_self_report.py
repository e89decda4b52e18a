"""The self-report counts what the visible checks give."""

from types import SimpleNamespace

import pytest

from dlc_support.grading.self_report import Checked, checked, report, self_report

GOOD = "# Check of double, 1 point\nassert double(2) == 4, 'double(2)'"
BAD = "# Check of third, 2 points\nseen = True\nassert third(3) == 1, 'third(3) is 0, not 1'"
NAMES = {"double": lambda x: 2 * x, "third": lambda x: 0}


def test_a_check_that_passes_gives_its_points_and_one_that_fails_says_why():
    assert checked(["import this_is_no_check", GOOD, BAD], NAMES) == [
        Checked("double", 1, ""),
        Checked("third", 2, "third(3) is 0, not 1"),
    ]


def test_the_notebook_is_left_as_it_was():
    names = dict(NAMES)
    checked([BAD], names)
    assert names == NAMES


def test_a_check_that_ran_twice_counts_once_and_by_its_last_text():
    assert checked([GOOD, GOOD.replace("== 4", "== 5")], NAMES) == [
        Checked("double", 1, "double(2)")
    ]


def test_what_a_check_prints_stays_out_of_the_report(capsys: pytest.CaptureFixture):
    assert checked([GOOD + "\nprint('measured')"], NAMES) == [Checked("double", 1, "")]
    assert capsys.readouterr().out == ""


def test_a_task_that_is_not_answered_is_told_so_and_an_error_without_words_is_named():
    head = "# Check of third, 2 points\n"
    for raised, said in (("NotImplementedError()", "not answered"), ("KeyError", "KeyError")):
        assert checked([f"{head}raise {raised}"], NAMES) == [Checked("third", 2, said)]


def test_a_message_of_several_lines_is_told_as_a_whole():
    text = report(checked(["# Check of third, 2 points\nassert 0, 'one\\ntwo'"], NAMES))
    assert text.split("\n")[:2] == ["third            0 of 2  one", " " * 26 + "two"]


def test_the_sum_counts_points_and_not_checks():
    assert report([Checked("a", 3, ""), Checked("b", 2, "no")]).endswith("3 of 5 points")


def test_in_a_notebook_it_reads_what_ran_there(monkeypatch, capsys: pytest.CaptureFixture):
    shell = SimpleNamespace(user_ns={**NAMES, "In": ["", "import math", GOOD, BAD]})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    self_report()
    assert capsys.readouterr().out.endswith("visible checks   1 of 3 points\n")


def test_outside_of_a_notebook_there_is_nothing_to_report(capsys: pytest.CaptureFixture):
    self_report()
    assert "No visible check ran" in capsys.readouterr().out
