"""nbgrader takes the masters as they are, and gives the same points to honest submissions."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from dlc_support.grading import build, grade, read_master, student_text
from tests.labs import hostile, tiny
from tests.labs.walls import NEEDED
from tools.project import ROOT

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("CI") and importlib.util.find_spec("nbgrader") is None,
        reason="needs nbgrader: pip install dlc-support[instructor]",
    ),
    NEEDED,
]

MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
TINY = {
    "right": {},
    "seen": {"double": "def double(values):\n    return np.array([2.0, 4.0])"},
    "wrong": {"centre": "def centre(values):\n    return values", "jitter": "jitter = None"},
}


@pytest.fixture(
    scope="module", params=[None, *MASTERS], ids=lambda path: getattr(path, "stem", "")
)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of nbgrader's with one lab, and what students handed in."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "source" / "lab").mkdir(parents=True)
    if request.param is None:
        master = tiny.write_master(folder / "source" / "lab")
        build(master, folder / "student.ipynb")
        submitted = {name: hostile.honest(master, **cells) for name, cells in TINY.items()}
    else:
        master = shutil.copy(request.param, folder / "source" / "lab")
        submitted = {"half": half_answered(Path(master))}
    (folder / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    nbgrader(folder, "generate_assignment", "lab", "--create")
    for student, notebook in submitted.items():
        theirs = folder / "submitted" / student / "lab" / Path(master).name
        for path in (theirs, folder / "class" / f"{student}.ipynb"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(notebook), encoding="utf-8")
    nbgrader(folder, "autograde", "lab")
    return folder


def half_answered(master: Path) -> dict:
    """A submission with the solutions of every other task."""
    answers = {task.answer.id: task.answer.source for task in read_master(master).tasks[::2]}
    notebook = json.loads(student_text(master))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return notebook


def nbgrader(folder: Path, *words: str) -> None:
    """Runs nbgrader's command, and fails with what it said."""
    # It starts `alembic` by name: the environment is active, as a teacher's is.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"JUPYTER_CONFIG_DIR": str(folder), "OMP_NUM_THREADS": "1", "PATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def the_master(course: Path) -> Path:
    return next((course / "source" / "lab").glob("*.ipynb"))


def test_the_students_cells_are_the_same(course: Path):
    master = the_master(course)
    theirs = nbformat.read(course / "release" / "lab" / master.name, as_version=4)
    ours = nbformat.reads(student_text(master), as_version=4)
    for one, other in zip(ours.cells, theirs.cells, strict=True):
        assert (one.cell_type, one.id, one.source) == (other.cell_type, other.id, other.source)


def test_honest_submissions_get_the_same_points(course: Path):
    from nbgrader.api import Gradebook

    ours = grade(the_master(course), course / "class", course / "out")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        theirs = {one.student: book.find_submission("lab", one.student).score for one in ours}
    assert {one.student: one.score for one in ours} == theirs
    assert all(one.score > 0 for one in ours)
    assert theirs.get("right", 12) == 12
