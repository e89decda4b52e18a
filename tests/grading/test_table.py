import csv
import io
from datetime import UTC, datetime

import pytest

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.marking import Enrolled
from dlc_support.grading.result import Result
from dlc_support.grading.table import grades_csv, platform_csv

ROSTER = {
    "ann": Enrolled("ann", "s1", "Lee, Ann", "ann@example.org", datetime(2026, 1, 2, tzinfo=UTC))
}


def graded(lab, student, score, **more):
    tasks = [TaskReport(task.name, task.title, 4, score) for task in lab.tasks]
    return Result(student, "graded", tasks, ["a; b", 'c "d"'], 2.5, **more)


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_row_tells_status_score_tasks_seconds_and_notes(lab):
    found = rows(grades_csv(lab, [graded(lab, "ann", 4), graded(lab, "b,o\nb", 1.5)]))
    assert found[0] == [
        "student", "status", "score", "double", "centre", "jitter", "seconds", "notes",
    ]  # fmt: skip
    assert found[1] == ["(maximum)", "", "12", "4", "4", "4", "", ""]
    assert found[2] == ["ann", "graded", "12", "4", "4", "4", "2.5", 'a; b; c "d"']
    assert found[3][:4] == ["b,o\nb", "graded", "4.5", "1.5"]


def test_lateness_has_columns_where_there_is_a_deadline(lab):
    late = graded(lab, "ann", 4, late_days=2, penalty=2.4)
    found = rows(grades_csv(lab, [late, graded(lab, "bob", 4)]))
    assert [row[6:8] for row in found] == [
        ["late days", "penalty"], ["", ""], ["2", "2.4"], ["", "0"],
    ]  # fmt: skip
    assert found[2][2] == "9.6"
    assert {len(row) for row in found} == {10}


@pytest.mark.parametrize("begin", list("=+-@\t\r\n"))
def test_a_name_that_is_a_formula_stays_a_name(lab, begin):
    name = f'{begin}HYPERLINK("x")'
    found = rows(grades_csv(lab, [graded(lab, name, 4)]))
    assert found[2][0] == f"'{name}"
    assert f"'{name}" in rows(platform_csv("canvas", lab, [graded(lab, name, 4)], {}))[2]


def test_moodle_maps_ids_and_addresses(lab):
    found = rows(
        platform_csv("moodle", lab, [graded(lab, "ann", 1), graded(lab, "bob", 4)], ROSTER)
    )
    assert found == [
        ["ID number", "Email address", "tiny"],
        ["s1", "ann@example.org", "3"],
        ["bob", "", "12"],
    ]


def test_canvas_has_five_columns_of_the_student_and_a_row_of_points(lab):
    found = rows(platform_csv("canvas", lab, [graded(lab, "ann", 1)], ROSTER))
    assert found == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny"],
        ["    Points Possible", "", "", "", "", "12"],
        ["Lee, Ann", "", "s1", "ann@example.org", "", "3"],
    ]


def test_nbgraders_columns_are_those_that_it_exports(lab):
    late = graded(lab, "ann", 4, late_days=1, penalty=1.2)
    head, row = rows(platform_csv("nbgrader", lab, [late], ROSTER))
    assert dict(zip(head, row, strict=True)) == {
        "assignment": "tiny", "duedate": "", "timestamp": "2026-01-02 00:00:00+00:00",
        "student_id": "s1", "last_name": "Lee", "first_name": "Ann", "email": "ann@example.org",
        "raw_score": "12", "late_submission_penalty": "1.2", "score": "10.8", "max_score": "12",
    }  # fmt: skip
