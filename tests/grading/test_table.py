import csv
import io

from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.result import Result
from dlc_support.grading.table import grades_csv


def graded(lab, student, score):
    tasks = [TaskReport(task.name, task.title, 4, score) for task in lab.tasks]
    return Result(student, "graded", tasks, ["a; b", 'c "d"'], 2.5)


def test_a_row_tells_status_score_tasks_seconds_and_notes(lab):
    text = grades_csv(lab, [graded(lab, "ann", 4), graded(lab, "b,o\nb", 1)])
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == [
        "student", "status", "score", "double", "centre", "jitter", "seconds", "notes",
    ]  # fmt: skip
    assert rows[1] == ["ann", "graded", "12", "4", "4", "4", "2.5", 'a; b; c "d"']
    assert rows[2][0] == "b,o\nb"


def test_a_name_that_is_a_formula_stays_a_name(lab):
    text = grades_csv(lab, [graded(lab, '=HYPERLINK("x")', 4)])
    assert text.split("\n")[1].startswith("\"'=HYPERLINK")
