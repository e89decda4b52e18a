import csv
import shutil
from pathlib import Path

import pytest

from dlc_support.grading import batch
from dlc_support.grading.batch import grade
from dlc_support.grading.build import build
from dlc_support.grading.grader import Settings
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
    with (out / "grades.csv").open(encoding="utf-8", newline="") as stream:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(stream)]


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
        asked.append([job.student for job in work])
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


def test_other_systems_are_refused(folder, master_path, tmp_path, monkeypatch):
    monkeypatch.setattr(batch.platform, "system", lambda: "Windows")
    with pytest.raises(ValueError, match="grading is for Linux, got Windows"):
        grade(master_path, folder, tmp_path / "out")
