import csv
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dlc_support.grading import batch
from dlc_support.grading.batch import grade
from dlc_support.grading.build import build
from dlc_support.grading.grader import Settings
from dlc_support.grading.marking import Marking
from dlc_support.grading.sandbox import Limits
from tests.labs.walls import NEEDED


@pytest.fixture
def folder(tmp_path: Path, master_path: Path) -> Path:
    """Three submissions: all points, none, and a letter."""
    place = tmp_path / "class"
    place.mkdir()
    shutil.copy(master_path, place / "ann.ipynb")
    build(master_path, place / "bob.ipynb")
    (place / "cid.ipynb").write_text("Dear teacher", encoding="utf-8")
    return place


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = [
            {k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(stream)
        ]
    return found[1:]  # below the most that can be had


@NEEDED
def test_a_folder_is_graded_and_graded_again_without_work(
    folder, master_path, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    results = grade(master_path, folder, out, jobs=2)
    assert [(one.student, one.status, one.score) for one in results] == [
        ("ann", "graded", 12), ("bob", "graded", 0), ("cid", "unreadable", 0),
    ]  # fmt: skip
    first = rows(out)
    assert [row["student"] for row in first] == ["ann", "bob", "cid"]
    assert sorted(path.name for path in out.iterdir()) == [
        "feedback", "grades.csv", "results", "summary.html",
    ]  # fmt: skip
    assert "3 submissions" in (out / "summary.html").read_text(encoding="utf-8")

    asked = []
    monkeypatch.setattr(batch, "run_all", lambda work, total, jobs: asked.append((work, total)))
    assert grade(master_path, folder, out) == results
    assert asked == [([], 3)]
    assert rows(out) == first


@NEEDED
def test_what_changed_is_graded_again_and_nothing_else(folder, master_path, tmp_path, monkeypatch):
    out = tmp_path / "out"
    grade(master_path, folder, out, jobs=2)
    asked = []
    run_all = batch.run_all

    def listen(work, total, jobs):
        asked.append([job.submission.student for job in work])
        run_all(work, total, jobs)

    monkeypatch.setattr(batch, "run_all", listen)
    shutil.copy(master_path, folder / "bob.ipynb")
    (out / "results" / "cid.json").write_text('{"half": ', encoding="utf-8")
    results = grade(master_path, folder, out)
    assert [one.score for one in results] == [12, 12, 0]
    master_path.write_bytes(master_path.read_bytes() + b"\n")
    grade(master_path, folder, out, jobs=2)
    grade(master_path, folder, out, jobs=2, settings=Settings(limits=Limits(wall=300)))
    assert asked == [["bob", "cid"], ["ann", "bob", "cid"], ["ann", "bob", "cid"]]


@pytest.fixture
def asked(monkeypatch) -> list[list[tuple[str, str]]]:
    """What each run grades: students and the only task."""
    heard = []
    run_all = batch.run_all

    def listen(work, total, jobs):
        heard.append([(job.submission.student, job.task) for job in work])
        run_all(work, total, jobs)

    monkeypatch.setattr(batch, "run_all", listen)
    return heard


@NEEDED
def test_corrections_outlive_a_grading_with_other_settings(folder, master_path, tmp_path, asked):
    out = tmp_path / "out"
    out.mkdir()
    text = "student,task,points,comment\nbob,double,2.5,almost\ncid,jitter,1,on paper\n"
    (out / "corrections.csv").write_text(text, encoding="utf-8")
    for timeout in (60, 50):
        limits = Limits(timeout=timeout)
        grade(master_path, folder, out, jobs=2, settings=Settings(limits=limits))
        assert [(row["score"], row["status"]) for row in rows(out)] == [
            ("12", "graded"), ("2.5", "graded"), ("1", "unreadable"),
        ]  # fmt: skip
        assert "your teacher: almost" in (out / "feedback" / "bob.html").read_text("utf-8")
    assert [len(names) for names in asked] == [3, 3]


def test_a_wrong_wish_is_refused_before_any_work(folder, master_path, tmp_path, asked):
    (tmp_path / "corrections.csv").write_text("student,task\neve,double\n", encoding="utf-8")
    for wish, said in (
        (Marking(corrections=tmp_path / "corrections.csv"), "one handed in, got 'eve'"),
        (Marking(students=("eve",)), "student must be one of .*, got 'eve'"),
        (Marking(task="triple"), "task must be one of .*, got 'triple'"),
    ):
        with pytest.raises(ValueError, match=said):
            grade(master_path, folder, tmp_path / "out", marking=wish)
    assert asked == []


@NEEDED
def test_one_student_or_one_task_is_graded_again(folder, master_path, tmp_path, asked):
    out = tmp_path / "out"
    grade(master_path, folder, out, jobs=2)
    grade(master_path, folder, out, marking=Marking(students=("ann",)))
    text = master_path.read_text(encoding="utf-8")
    impossible = text.replace("assert np.abs(y - 2 *", "assert np.abs(y - 3 *")
    master_path.write_text(impossible.replace("assert abs(noise.mean())", "assert abs(9)"))
    results = grade(master_path, folder, out, marking=Marking(students=("ann",), task="double"))
    assert [[task.score for task in one.tasks] for one in results[:1]] == [[1, 4, 4]]
    assert results[0].messages == {"double": "values"}
    grade(master_path, folder, out, marking=Marking(task="double"))
    assert asked[1:] == [
        [("ann", "")], [("ann", "double")],
        [("ann", "double"), ("bob", "double"), ("cid", "double")],
    ]  # fmt: skip


@NEEDED
def test_a_roster_a_deadline_and_a_platform(folder, master_path, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "file;id;email;submitted\nann;1;ann@example.org;2026-11-30T10:00\n"
        "bob;2;bob@example.org;2026-11-28\nfay;3;fay@example.org;\n",
        encoding="utf-8",
    )
    wish = Marking(
        roster=roster, deadline=datetime(2026, 11, 29), penalty=25, columns=("moodle", "canvas")
    )
    out = tmp_path / "out"
    grade(master_path, folder, out, jobs=2, marking=wish)
    assert [(row["score"], row["late days"]) for row in rows(out)] == [
        ("6", "2"), ("0", "0"), ("0", ""),
    ]  # fmt: skip
    assert "1,ann@example.org,6" in (out / "moodle.csv").read_text(encoding="utf-8")
    assert (out / "canvas.csv").is_file()
    assert not (out / "nbgrader.csv").exists()
    assert "Nothing handed in: fay." in (out / "summary.html").read_text(encoding="utf-8")
    before = (out / "grades.csv").read_bytes()
    with pytest.raises(ValueError, match=r"grades\.csv counts late days: give --deadline"):
        grade(master_path, folder, out, marking=replace(wish, deadline=None))
    with pytest.raises(ValueError, match=r"canvas\.csv would keep its old points"):
        grade(master_path, folder, out, marking=replace(wish, columns=("moodle", "nbgrader")))
    assert (out / "grades.csv").read_bytes() == before


@NEEDED
def test_no_entry_of_a_folder_stops_the_others(folder, master_path, tmp_path):
    (folder / "ann").mkdir()
    build(master_path, folder / "ann" / "copy.ipynb")
    shutil.copy(master_path, folder / "ann" / "tiny.ipynb")
    shutil.copy(master_path, folder / ".dan.ipynb")
    (folder / "._bob.ipynb").write_bytes(b"Mac OS X")
    (folder / "bob.ipynb").unlink()
    (folder / "bob.ipynb").symlink_to("bob.ipynb")
    results = grade(master_path, folder, tmp_path / "out", jobs=2)
    assert [(one.student, one.status, one.score) for one in results] == [
        (".dan", "graded", 12), ("ann (folder)", "look", 12), ("ann", "look", 12),
        ("bob", "unreadable", 0), ("cid", "unreadable", 0),
    ]  # fmt: skip
    assert "of 2 notebooks, 'tiny.ipynb' is graded" in results[1].notes
    summary = (tmp_path / "out" / "summary.html").read_text(encoding="utf-8")
    assert "Passed over: ._bob.ipynb." in summary


def test_the_page_of_a_lab_of_the_course_is_known():
    assert batch._address("lab1_corruptions").endswith("/course/labs/lab1_corruptions.html")
    assert batch._address("tiny") == ""


def test_other_systems_are_refused(folder, master_path, tmp_path, monkeypatch):
    monkeypatch.setattr(batch.platform, "system", lambda: "Windows")
    with pytest.raises(ValueError, match="grading is for Linux, got Windows"):
        grade(master_path, folder, tmp_path / "out")
