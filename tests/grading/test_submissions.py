import os
import sys

import pytest

from dlc_support.grading.submissions import find_submissions


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    return path


def test_a_student_is_a_file_or_a_folder(tmp_path):
    ann = touch(tmp_path / "ann.ipynb")
    bob = touch(tmp_path / "bob" / "deep" / "any.ipynb")
    touch(tmp_path / "bob" / ".ipynb_checkpoints" / "any.ipynb")
    touch(tmp_path / "__MACOSX" / "any.ipynb")
    found = find_submissions(tmp_path, "tiny")
    assert [(one.student, one.path) for one in found] == [("ann", ann), ("bob", bob)]


def test_among_several_notebooks_the_labs_own_counts(tmp_path):
    wanted = touch(tmp_path / "ann" / "tiny.ipynb")
    touch(tmp_path / "ann" / "notes.ipynb")
    touch(tmp_path / "bob" / "a.ipynb")
    touch(tmp_path / "bob" / "b.ipynb")
    ann, bob = find_submissions(tmp_path, "tiny")
    assert ann.path == wanted
    assert bob.path is None
    assert "several notebooks" in bob.problem


def test_what_is_no_notebook_is_not_passed_over_in_silence(tmp_path):
    touch(tmp_path / "ann.pdf")
    (tmp_path / "bob").mkdir()
    found = find_submissions(tmp_path, "tiny")
    assert [(one.student, one.problem) for one in found] == [
        ("ann.pdf", "not a notebook's file name"),
        ("bob", "no notebook in the folder"),
    ]


def test_a_linked_folder_is_not_entered(tmp_path):
    touch(tmp_path / "elsewhere" / "any.ipynb")
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ann").symlink_to(tmp_path / "elsewhere")
    (one,) = find_submissions(tmp_path / "class", "tiny")
    assert one.path is None


def test_results_within_the_folder_are_no_submission(tmp_path):
    touch(tmp_path / "ann.ipynb")
    touch(tmp_path / "out" / "grades.csv")
    assert len(find_submissions(tmp_path, "tiny", tmp_path / "out")) == 1


@pytest.mark.parametrize("names", [[], ["ann.ipynb", "ann/a.ipynb"]])
def test_no_submissions_and_two_of_one_name_are_refused(tmp_path, names):
    for name in names:
        touch(tmp_path / name)
    with pytest.raises(ValueError, match=r"no submission|different names"):
        find_submissions(tmp_path, "tiny")


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValueError, match="must be a folder"):
        find_submissions(tmp_path / "nowhere", "tiny")


@pytest.mark.skipif(sys.platform != "linux", reason="names of other systems are text")
def test_names_that_no_file_of_ours_could_have_are_made_ones(tmp_path):
    touch(tmp_path / ("x" * 249 + ".ipynb"))
    with open(os.fsencode(tmp_path) + b"/\xff.ipynb", "wb"):  # noqa: PTH123 - bytes are no Path
        pass
    found = [one.student for one in find_submissions(tmp_path, "tiny")]
    assert all(len(name.encode()) <= 200 for name in found)
    assert all(one.path for one in find_submissions(tmp_path, "tiny"))
