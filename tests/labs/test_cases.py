"""The notebooks in `shared/cases/grading`, graded as a class; their sheet says what is right."""

from pathlib import Path

import pytest

from dlc_support.grading import Limits, Result, Settings, grade, read_master
from dlc_support.grading.evaluate import HELPERS
from dlc_support.grading.merge import merge
from dlc_support.grading.notebook import read_notebook
from tests.labs.hostile import secret_lines
from tests.labs.walls import NEEDED
from tools.project import ROOT

CASES = ROOT.parent / "shared" / "cases" / "grading"
MASTER = ROOT / "labs" / "masters" / "lab1_corruptions.ipynb"
HONEST = {"time_magic", "assigned_shell", "magic_and_modulo", "crlf_lines", "blank_and_copy_of"}

pytestmark = [
    NEEDED,
    pytest.mark.skipif(not CASES.is_dir(), reason=f"no folder {CASES}"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the class is graded to."""
    return tmp_path_factory.mktemp("teacher") / "out"


@pytest.fixture(scope="module")
def results(place: Path) -> dict[str, Result]:
    """The class, graded in two jobs, by name of the case."""
    found = grade(MASTER, CASES, place, jobs=2, settings=Settings(limits=Limits()))
    return {one.student: one for one in found}


@pytest.mark.parametrize("name", sorted(HONEST))
def test_an_honest_one_gets_all_points(results, name):
    assert results[name].score == read_master(MASTER).points, results[name].all_notes()
    assert results[name].status in {"graded", "look" if name == "assigned_shell" else "graded"}


def test_windows_line_ends_are_no_reason_for_a_note(tmp_path):
    path, unix = CASES / "crlf_lines.ipynb", tmp_path / "unix.ipynb"
    unix.write_text(path.read_text("utf-8").replace("\\r\\n", "\\n"), encoding="utf-8")
    assert unix.read_bytes() != path.read_bytes()
    notes = [merge(read_master(MASTER), read_notebook(one).cells).notes for one in (path, unix)]
    assert notes[0] == notes[1]


def test_of_two_notebooks_it_is_said_which_is_graded(results):
    notes = results["blank_and_copy_of"].notes
    assert any("of 2 notebooks, 'Copy of lab1_corruptions.ipynb' is graded" in x for x in notes)


def test_checks_that_are_turned_off_give_nothing(results):
    assert (results["blank_but_19"].score, results["blank_but_19"].status) == (0, "look")


def test_forged_booleans_give_nothing(results):
    (task,) = (one for one in results["forged_booleans"].tasks if one.name == "block_masking")
    assert task.score == 0


def test_tests_on_the_page_are_looked_at_and_come_out_nowhere(results, place):
    assert results["all_tests_on_the_page"].status == "look"
    secret = secret_lines(MASTER)
    pages = [path.read_text("utf-8") for path in place.glob("feedback/*")]
    assert len(pages) == len(results)
    for text in (*pages, (place / "grades.csv").read_text("utf-8")):
        assert [line for line in secret if line in text] == []


def test_names_of_errors_tell_one_thing_at_most(results):
    result = results["covert_names"]
    assert result.status == "graded"
    assert [note for note in result.notes if "rewritten" not in note] in ([], [HELPERS])
