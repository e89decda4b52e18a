import os
import subprocess
import sys
from pathlib import Path

import pytest

from dlc_support.grading import submissions
from dlc_support.grading.submissions import find_submissions

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="names of other systems are text")


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    return path


def found(folder, out=None):
    return find_submissions(folder, out).submissions


def test_a_student_is_a_file_or_a_folder(tmp_path):
    ann = touch(tmp_path / "ann.ipynb")
    bob = touch(tmp_path / "bob" / "deep" / "any.ipynb")
    touch(tmp_path / "bob" / ".ipynb_checkpoints" / "any.ipynb")
    assert [(one.student, one.paths) for one in found(tmp_path)] == [
        ("ann", (ann,)), ("bob", (bob,)),
    ]  # fmt: skip


def test_what_no_student_made_is_told_of_and_nothing_else(tmp_path):
    for name in ("__MACOSX/a.ipynb", "._ann.ipynb", ".DS_Store", ".ipynb_checkpoints/a.ipynb"):
        touch(tmp_path / name)
    for name in (".ann.ipynb", ".ipynb", ".notes"):
        touch(tmp_path / name)
    handed_in = find_submissions(tmp_path)
    assert [one.student for one in handed_in.submissions] == [".ann", ".ipynb", ".notes"]
    assert handed_in.passed_over == [".DS_Store", "._ann.ipynb", ".ipynb_checkpoints", "__MACOSX"]


def test_all_notebooks_of_a_folder_are_found(tmp_path):
    wanted = {touch(tmp_path / "ann" / name) for name in ("a.ipynb", "b.IPYNB", "c/d.ipynb")}
    touch(tmp_path / "ann" / "notes.txt")
    assert set(found(tmp_path)[0].paths) == wanted


def test_what_is_no_notebook_is_not_passed_over_in_silence(tmp_path):
    touch(tmp_path / "ann.pdf")
    (tmp_path / "bob").mkdir()
    assert [(one.student, one.problem) for one in found(tmp_path)] == [
        ("ann.pdf", "not a notebook's file name"),
        ("bob", "no notebook in the folder"),
    ]


def test_links_are_not_entered(tmp_path):
    touch(tmp_path / "elsewhere" / "any.ipynb")
    (tmp_path / "class" / "bob").mkdir(parents=True)
    for name in ("ann", "bob/link", "bob/link.ipynb", "cid.ipynb"):
        (tmp_path / "class" / name).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "class" / "loop").symlink_to("loop")
    ann, bob, cid, loop = found(tmp_path / "class")
    assert [one.paths for one in (ann, bob, loop)] == [(), (), ()]
    assert cid.paths == (tmp_path / "class" / "cid.ipynb",)


def test_results_within_the_folder_are_no_submission(tmp_path):
    touch(tmp_path / "ann.ipynb")
    touch(tmp_path / "out" / "grades.csv")
    assert len(found(tmp_path, tmp_path / "out")) == 1


def test_entries_of_one_name_are_told_apart_and_looked_at(tmp_path):
    touch(tmp_path / "ann.ipynb")
    touch(tmp_path / "ann" / "a.ipynb")
    touch(tmp_path / "bob.ipynb")
    assert [(one.student, one.doubt) for one in found(tmp_path)] == [
        ("ann (folder)", "2 entries are called ann"),
        ("ann", "2 entries are called ann"),
        ("bob", ""),
    ]


@LINUX
def test_no_two_names_collapse_into_one(tmp_path):
    names = [
        "ann.ipynb",
        "ann.IPYNB",
        "ann (folder)",
        "ann/a.ipynb",
        "\udcff.ipynb",
        "\udcfe.ipynb",
    ]
    for name in [*names, "�.ipynb", "y" * 249 + ".ipynb", "y" * 248 + "z.ipynb"]:
        touch(tmp_path / name)
    students = [one.student for one in found(tmp_path)]
    assert len(set(students)) == 9
    assert all(len(name.encode()) <= 220 for name in students)


def test_a_folder_of_the_deepest_kind_is_one_students_problem(tmp_path):
    touch(tmp_path / "ann.ipynb")
    deep = tmp_path / "bob"
    deep.mkdir()
    descriptor = os.open(deep, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("folder", dir_fd=descriptor)
        below = os.open("folder", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(descriptor)
    ann, bob = found(tmp_path)
    subprocess.run(["rm", "-r", deep], check=True)  # deeper than Python can remove
    assert (ann.problem, bob.problem) == ("", "folders within folders, more than 20 deep")


def test_a_folder_that_cannot_be_opened_is_one_students_problem(tmp_path, monkeypatch):
    touch(tmp_path / "ann.ipynb")
    touch(tmp_path / "bob" / "closed" / "a.ipynb")
    scandir = os.scandir

    def closed(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(submissions.os, "scandir", closed)
    ann, bob = found(tmp_path)
    assert (ann.problem, bob.problem) == ("", "a folder in it cannot be opened")


def test_a_folder_of_very_many_files_is_one_students_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "MAX_ENTRIES", 3)
    for number in range(4):
        touch(tmp_path / "bob" / f"{number}.ipynb")
    assert found(tmp_path)[0].problem == "a folder of more than 3 files"


def test_a_folder_without_any_or_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no submission"):
        find_submissions(tmp_path)
    with pytest.raises(ValueError, match="must be a folder"):
        find_submissions(tmp_path / "nowhere")
