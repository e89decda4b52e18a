from dlc_support.grading import summary as summaries
from dlc_support.grading.evaluate import UNSEEN, TaskReport
from dlc_support.grading.marking import SET
from dlc_support.grading.result import Result
from dlc_support.grading.similarity import Pair
from dlc_support.grading.summary import histogram, summary


def graded(lab, student, score, status="graded", **more):
    tasks = [
        TaskReport(
            *(task.name, task.title, 4, score, score > 0, "passed" if score else "failed"),
            seconds=30.0 * score,
        )
        for task in lab.tasks
    ]
    return Result(student, status, tasks, ["odd"] if status != "graded" else [], **more)


def test_the_class_is_counted_task_by_task(lab):
    said = {"double": "values"}
    results = [
        graded(lab, "ann", 4),
        graded(lab, "bob", 1, messages=said),
        graded(lab, "dan", 1, messages={"double": "shape"}),
        graded(lab, "eve", 2, messages=said),
        graded(lab, "cid", 0, "look"),
    ]
    text = summary(lab, results)
    assert "5 submissions: 4 graded, 1 look." in text
    assert "Of 12 points: mean 4.8, median 3.0, 0 to 12." in text
    row = ["Task: double", 4, "1.6", "80 %", "80 %", "60 %", "values", "0.80"]
    assert "".join(f"<td>{cell}</td>" for cell in row) in text
    assert "<td>cid</td><td>look</td><td>odd</td>" in text


def test_unreadable_submissions_do_not_count_in_the_mean(lab):
    results = [graded(lab, "ann", 4), graded(lab, "bob", 0, "unreadable")]
    assert "mean 12.0" in summary(lab, results)
    assert "Of 12 points" not in summary(lab, results[1:])


def test_files_that_were_passed_over_and_students_who_are_absent_are_named(lab):
    text = summary(lab, [], [".DS_Store", "._ann"], ["fay"], ["gus"])
    assert "Passed over: .DS_Store, ._ann." in text
    assert "Nothing handed in: fay." in text
    assert "Not in the roster: gus." in text


def test_points_of_the_teachers_are_no_hidden_test_that_fails(lab):
    lowered, failed = graded(lab, "ann", 2), graded(lab, "bob", 2)
    for task in lowered.tasks:
        task.notes.append(SET)
    for task in failed.tasks:
        task.notes += [UNSEEN, SET]
    assert "<td>50 %</td>" in summary(lab, [lowered, failed])
    assert "<td>50 %</td>" not in summary(lab, [failed])


def test_every_score_is_in_the_histogram():
    rows = histogram([0, 5.5, 6, 12, 12], 12)
    assert [count for _, count, _ in rows] == [1, 0, 0, 0, 1, 1, 0, 0, 0, 2]
    assert rows[-1][::2] == ("10.8 to 12", "██")


def test_answers_that_are_alike_are_a_hint(lab, monkeypatch):
    pair = Pair("ann", "bob", ("double", "jitter"), 3)
    monkeypatch.setattr(summaries, "alike", lambda *_: [pair])
    text = summary(lab, [graded(lab, "ann", 4)])
    assert "<td>ann</td><td>bob</td><td>2 of 3</td><td>double, jitter</td>" in text
    assert "a reason to read both, and no more" in text
