import nbformat
import pytest

from dlc_support.grading import proof
from dlc_support.grading.build import build
from dlc_support.grading.proof import check
from tests.labs import tiny


@pytest.fixture
def broken(tmp_path):
    """Writes a master with one piece of text replaced, and returns what its check says."""

    def change(old: str, new: str) -> tuple[str, ...]:
        notebook = tiny.notebook()
        assert any(old in cell.source for cell in notebook.cells)
        for cell in notebook.cells:
            cell.source = cell.source.replace(old, new)
        nbformat.write(notebook, tmp_path / "broken.ipynb")
        return check(tmp_path / "broken.ipynb").problems

    return change


def test_the_small_lab_is_proved(master_path, tmp_path):
    student = tmp_path / "student" / "tiny.ipynb"
    build(master_path, student)
    found = check(master_path, student)
    assert found.problems == ()
    assert (found.lab, found.tasks, found.points) == ("tiny", 3, 12)
    assert 0 < found.seconds < 1


def test_a_solution_without_all_points_is_told(broken):
    told = broken("return values * 2", "return values * 3")
    assert "double: the solution gets 0 of 4 points" in told
    assert any("double([1, 2]) is [3. 6.]" in text for text in told)


def test_a_check_that_does_not_call_its_answer_is_told(broken):
    told = broken("returned = centre(given.copy())", "returned = np.array([-1, 1])")
    assert "centre: the solution gets 0 of 4 points" in told


def test_a_blank_that_fails_for_another_reason_is_told(broken):
    told = broken("returned = centre(given", "assert 1 == 2, 'no'\nreturned = centre(given")
    assert any("raises AssertionError, not NotImplementedError" in text for text in told)


def test_a_given_cell_that_fails_without_an_answer_is_told(broken):
    told = broken("import numpy as np", "import numpy as np\n1 / 0")
    assert "blank: cell imports fails without an answer: ZeroDivisionError" in told


@pytest.mark.parametrize(
    ("old", "new", "forgery"),
    [
        (
            "assert np.abs(y - 2 * np.arange(start, start + 4.0)).max() < 1e-9",
            "assert not np.abs(y - 2 * np.arange(start, start + 4.0)).max() > 1e-9",
            "nan",
        ),
        ('assert first.shape == again.shape == (1000,)\nassert (first == again).all(), "the '
         'generator is ignored"\nnoise = first - np.linspace(0, 1, 1000)\nassert abs(noise.mean('
         ')) < 0.02 and 0.08 < noise.std() < 0.12', "assert True", "nothing"),
    ],
)  # fmt: skip
def test_a_judge_that_can_be_forged_is_told(broken, old, new, forgery):
    told = broken(old, new)
    assert any("the checks give" in text and forgery in text for text in told)


@pytest.mark.parametrize("verdict", ["True", "[np.arange(3) == 1]", "given[0] == 0"])
def test_a_verdict_of_the_process_of_the_student_is_told(broken, verdict):
    told = broken("probe = dict(", f"probe = dict(fine={verdict},")
    assert told == (
        "jitter-hidden: a boolean made in the student's process can be forged: send data",
    )


def test_a_student_version_that_is_not_of_this_master_is_told(master_path, tmp_path):
    student = tmp_path / "student.ipynb"
    build(master_path, student)
    student.write_bytes(student.read_bytes().replace(b"tiny lab", b"small lab"))
    (told,) = check(master_path, student).problems
    assert "dlc labs build" in told


def test_tasks_that_take_too_long_are_told(master_path, monkeypatch):
    monkeypatch.setattr(proof, "SECONDS", 0.0)
    assert any("s are allowed" in text for text in check(master_path).problems)
