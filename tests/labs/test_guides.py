"""The commands in the students' and teachers' guides do what the guides say, as written there."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dlc_support.grading import read_master, student_text
from tests.labs.test_nbgrader import half_answered
from tests.labs.walls import NEEDED
from tools.project import ROOT

TEACHING = (ROOT / "book" / "guide" / "teaching.md").read_text(encoding="utf-8")
MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
LAB = "lab1_corruptions"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
INSTALLS = ("sudo apt-get", ".venv/bin/python -m pip")


def blocks(language: str) -> list[str]:
    """The guide's blocks of code in a language."""
    return [code for name, code in BLOCK.findall(TEACHING) if name == language]


COMMANDS = [code for code in blocks("bash") if not code.startswith(INSTALLS)]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the labs, with what a class handed in as the guide shows it."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "labs", folder / "labs")
    master = folder / "labs" / "masters" / f"{LAB}.ipynb"
    (folder / "handed_in" / "bob").mkdir(parents=True)
    (folder / "handed_in" / "ann.ipynb").write_text(json.dumps(half_answered(master)))
    (folder / "handed_in" / "bob" / "anything.ipynb").write_text(student_text(master))
    return folder


def run(command: list[str], folder: Path) -> str:
    """Runs a command with this environment active, and fails with what it said."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "JUPYTER_CONFIG_DIR": str(folder), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def shell(code: str, folder: Path) -> str:
    return run(["bash", "-e", "-c", code], folder)


@NEEDED
def test_a_class_is_graded_and_the_files_of_the_table_are_there(course: Path):
    (code,) = [code for code in COMMANDS if "doctor" in code]
    said = shell(code, course)
    assert "this machine can grade" in said
    assert "2 submissions: 2 graded, 0 look, 0 unreadable" in said
    listed = re.findall(r"^\| `([\w./]+)` \|", TEACHING, flags=re.MULTILINE)
    assert listed == ["grades.csv", "summary.html", "feedback/ann.html", "results/"]
    assert all((course / "graded" / name).exists() for name in listed)


@NEEDED
def test_corrections_and_a_roster_are_read_as_they_are_written_there(course: Path):
    (code,) = [code for code in COMMANDS if "roster" in code]
    corrections, roster = (text for text in blocks("text") if text.startswith(("student", "file")))
    (course / "graded").mkdir(exist_ok=True)
    (course / "graded" / "corrections.csv").write_text(corrections, encoding="utf-8")
    (course / "roster.csv").write_text(roster, encoding="utf-8")
    assert shell(code, course).count("2 submissions: 2 graded") == 3
    assert "your teacher: The noise" in (course / "graded/feedback/ann.html").read_text("utf-8")
    assert "1001,ann@example.org," in (course / "graded" / "moodle.csv").read_text("utf-8")
    (course / "graded" / "corrections.csv").unlink()


@NEEDED
def test_a_private_variant_is_made_and_grades(course: Path):
    (code,) = [code for code in COMMANDS if "variant" in code]
    assert "2 graded" in shell(code, course)
    assert (course / "private" / f"{LAB}.ipynb").is_file()


@NEEDED
def test_a_class_is_graded_through_joblib(course: Path):
    (code,) = blocks("python")
    shutil.rmtree(course / "graded", ignore_errors=True)
    (course / "class.py").write_text(code, encoding="utf-8")
    run([sys.executable, "class.py"], course)
    assert (course / "graded" / "grades.csv").is_file()


@NEEDED
@pytest.mark.skipif(
    not os.environ.get("CI") and importlib.util.find_spec("nbgrader") is None,
    reason="needs nbgrader: pip install dlc-support[instructor]",
)
def test_nbgrader_grades_the_same_class(course: Path):
    (code,) = [code for code in COMMANDS if "autograde" in code]
    shell(code, course)
    assert "ann" in (course / "nbgrader" / "grades.csv").read_text(encoding="utf-8")


def test_every_command_of_the_guide_is_tried():
    known = ("doctor", "roster", "variant", "autograde")
    assert all(any(word in code for word in known) for code in COMMANDS)
    assert len(COMMANDS) == len(known)


def test_what_the_guide_installs_is_what_ci_installs():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installs = [code for code in blocks("bash") if code.startswith(INSTALLS)]
    assert len(installs) == 2
    for code in installs:
        assert code in ci or code.split()[-1] in ci


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_the_guide_tells_tasks_minutes_and_points_of_a_lab(master: Path):
    lab = read_master(master)
    minutes = sum(task.facts[1] for task in lab.tasks)
    row = rf"^\| .*{lab.name}.* \| {len(lab.tasks)} \| {minutes} \| {lab.points} \|$"
    assert re.search(row, TEACHING, flags=re.MULTILINE), (len(lab.tasks), minutes, lab.points)
