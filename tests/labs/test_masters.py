"""Every lab of the course: its master is proved, and its student version is of today."""

from pathlib import Path

import pytest

from dlc_support.grading import check, read_master, variant
from tools.kinds import TABLE, part
from tools.project import ROOT, read_pages

LABS = ROOT / "labs"
MASTERS = sorted((LABS / "masters").glob("*.ipynb"))


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_the_solution_gets_all_points_and_the_blank_none(master: Path):
    proof = check(master, LABS / master.name)
    assert proof.problems == ()
    assert proof.lab == master.stem
    told = part(read_master(master), proof.kinds)
    assert told in TABLE.read_text("utf-8"), "run `python -m tools.kinds`"


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_private_variant_passes_the_same_check(
    master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # The same answers are spoiled where the master itself is proved, in as many seconds again.
    monkeypatch.setattr("dlc_support.grading.proof._spoiled", lambda _: ())
    private = variant(master, "of a test", tmp_path / master.name)
    assert check(private).problems == ()


def test_every_student_version_has_a_master():
    assert {path.name for path in LABS.glob("*.ipynb")} == {path.name for path in MASTERS}


def test_no_two_tasks_of_the_course_share_a_name():
    names = [task.name for master in MASTERS for task in read_master(master).tasks]
    assert sorted(names) == sorted(set(names))


def test_labs_are_in_the_book_and_masters_are_not():
    pages = {page.as_posix() for page in read_pages() if page.parts[0] == "labs"}
    assert pages == {f"labs/{path.name}" for path in MASTERS}
