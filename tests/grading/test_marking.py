from datetime import UTC, datetime, timedelta

import pytest

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.marking import (
    Correction,
    Enrolled,
    Marking,
    late_days,
    marked,
    read_corrections,
    read_roster,
)
from dlc_support.grading.result import Result

DEADLINE = datetime(2026, 11, 30, 18, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def result(lab):
    return Result("ann", "graded", [TaskReport(task.name, task.title, 4, 1) for task in lab.tasks])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_corrections_are_read_as_spreadsheets_write_them(lab, file, mark, encoding):
    rows = "Student,task,points,comment\nann,double,2.5,Näher\nann,,,Well done\n,,,\n"
    found = read_corrections(file(rows.replace(",", mark), encoding), lab, ["ann", "bob"])
    assert found == {
        ("ann", "double"): Correction(2.5, "Näher"),
        ("ann", ""): Correction(None, "Well done"),
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("eve,double,1,", "line 2: student must be one handed in, got 'eve'"),
        ("ann,triple,1,", "task must be empty or of"),
        ("ann,double,5,", "points must be 0 to 4, got 5"),
        ("ann,double,-1,", "points must be 0 to 4"),
        ("ann,double,nan,", "points must be 0 to 4"),
        ("ann,double,many,", "points must be a number, got 'many'"),
        ("ann,,3,", "points must be empty where no task is named"),
        ("ann,double,1,\nann,double,2,", "line 3: ann, double is there twice"),
    ],
)
def test_a_correction_of_nothing_is_refused_with_its_place(lab, file, row, said):
    path = file(f"student,task,points,comment\n{row}\n")
    with pytest.raises(ValueError, match=said):
        read_corrections(path, lab, ["ann"])


def test_files_with_other_columns_or_letters_are_refused(lab, file):
    with pytest.raises(ValueError, match="must have the columns"):
        read_corrections(file("name,task\nann,double\n"), lab, ["ann"])
    with pytest.raises(ValueError, match="UTF-8"):
        read_roster(file("file,name\nann,Änn\n", "latin-1"))


def test_a_correction_sets_points_and_is_told(lab):
    corrections = {
        ("ann", "double"): Correction(3.5, "half of it"),
        ("ann", "centre"): Correction(0),
        ("ann", ""): Correction(comment="see me"),
        ("bob", "jitter"): Correction(4),
    }
    found = marked(lab, result(lab), corrections, {}, Marking())
    assert [task.score for task in found.tasks] == [3.5, 0, 1]
    assert found.score == 4.5
    assert found.tasks[0].notes == ["your teacher set the points", "your teacher: half of it"]
    assert found.tasks[1].notes == ["your teacher set the points"]
    assert found.notes == ["your teacher: see me"]


@pytest.mark.parametrize(
    ("late", "days"),
    [(-3600, 0), (0, 0), (1, 1), (86_400, 1), (86_401, 2)],
)
def test_a_day_that_has_begun_is_a_day(late, days):
    assert late_days(DEADLINE + timedelta(seconds=late), DEADLINE) == days


def test_late_days_cost_a_share_of_the_labs_points_and_no_more_than_there_are(lab, file):
    roster = read_roster(file("file,submitted\nann.ipynb,2026-12-01T20:00+01:00\nbob,\n"))
    marking = Marking(roster=file(""), deadline=DEADLINE, penalty=10)
    found = marked(lab, result(lab), {}, roster, marking)
    assert (found.late_days, found.penalty, found.score) == (2, 2.4, pytest.approx(0.6))
    harsh = Marking(roster=file(""), deadline=DEADLINE, penalty=100)
    assert marked(lab, result(lab), {}, roster, harsh).score == 0
    for who in ({}, {"ann": Enrolled("ann")}):
        unknown = marked(lab, result(lab), {}, who, marking)
        assert (unknown.score, unknown.notes) == (3, ["no time of submission in the roster"])


def test_a_roster_whose_rows_cannot_be_right_is_refused(file):
    with pytest.raises(ValueError, match="there twice"):
        read_roster(file("file\nann\nann.ipynb\n"))
    with pytest.raises(ValueError, match="submitted must be like"):
        read_roster(file("file,submitted\nann,yesterday\n"))


def test_wishes_that_cannot_be_met_are_refused():
    with pytest.raises(ValueError, match="penalty must be 0 to 100"):
        Marking(penalty=120)
    with pytest.raises(ValueError, match="needs a roster"):
        Marking(deadline=DEADLINE)
