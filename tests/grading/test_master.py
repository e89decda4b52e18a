import nbformat
import pytest

from dlc_support.grading.master import belongs, in_kernel, points, read_master
from tests.labs import tiny


def test_a_master_is_its_tasks(lab):
    assert lab.name == "tiny"
    assert [task.name for task in lab.tasks] == ["double", "centre", "jitter"]
    assert lab.points == 12
    first = lab.tasks[0]
    assert first.title == "Task: double"
    assert first.facts == ("●○○", 5, 4)
    assert [points(check) for check in first.checks] == [0, 1, 3]
    assert not in_kernel(first)


def test_the_task_of_a_cell_is_told_by_its_grade_id(lab):
    assert [lab.task_of(cell) for cell in lab.cells[:5]] == ["", "", "", "double", "double"]


def test_a_name_that_begins_another_name_does_not_own_it():
    assert belongs("psnr-hidden", "psnr")
    assert not belongs("psnr2-hidden", "psnr")


@pytest.mark.parametrize("grade_id", ["other-hidden", "double-visible"])
def test_checks_that_belong_nowhere_or_twice_are_refused(tmp_path, grade_id):
    notebook = tiny.notebook()
    notebook.cells[6].metadata["nbgrader"]["grade_id"] = grade_id
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    with pytest.raises(ValueError, match="grade id"):
        read_master(tmp_path / "wrong.ipynb")


def test_what_is_no_notebook_is_no_master(tmp_path):
    (tmp_path / "any.ipynb").write_text("text", encoding="utf-8")
    with pytest.raises(ValueError, match=r"any.ipynb is no master: not JSON"):
        read_master(tmp_path / "any.ipynb")


def test_the_digest_changes_with_the_file(master_path, lab):
    master_path.write_bytes(master_path.read_bytes() + b"\n")
    assert read_master(master_path).digest != lab.digest
