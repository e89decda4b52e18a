from dlc_support.grading.evaluate import TaskReport
from dlc_support.grading.result import Result
from dlc_support.grading.summary import summary


def graded(lab, student, score, status="graded"):
    tasks = [
        TaskReport(task.name, task.title, 4, score, score > 0, "passed" if score else "failed")
        for task in lab.tasks
    ]
    return Result(student, status, tasks, ["odd"] if status != "graded" else [])


def test_the_class_is_counted_task_by_task(lab):
    results = [graded(lab, "ann", 4), graded(lab, "bob", 1), graded(lab, "cid", 0, "look")]
    text = summary(lab, results)
    assert "3 submissions: 2 graded, 1 look." in text
    assert "Of 12 points: mean 5.0, median 3.0, 0 to 12." in text
    assert "<td>Task: double</td><td>4</td><td>1.7</td><td>1</td><td>2</td><td>0</td>" in text
    assert "<td>cid</td><td>look</td><td>odd</td>" in text


def test_unreadable_submissions_do_not_count_in_the_mean(lab):
    results = [graded(lab, "ann", 4), graded(lab, "bob", 0, "unreadable")]
    assert "mean 12.0" in summary(lab, results)
    assert "Of 12 points" not in summary(lab, results[1:])
