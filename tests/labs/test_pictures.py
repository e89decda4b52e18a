"""Each lab shows a student's own results after its main steps, and a blank answer stops none."""

import time
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from dlc_support.grading import Master, read_master
from dlc_support.grading.evaluate import PICTURE
from dlc_support.grading.markers import blank
from dlc_support.grading.merge import plain
from dlc_support.grading.quiet import as_graded
from dlc_support.grading.workspace import Workspace
from tools.project import ROOT

MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
PICTURES = 3  # of each lab, at least
SECONDS = 3.0  # of the processor; the longest trains a network


def shown(lab: Master, *, answered: bool) -> dict[str, tuple[list[Figure], float, str]]:
    """For each cell with a picture its figures, its seconds, and the error that it raised."""
    own = {check.id for task in lab.tasks for check in task.checks}
    workspace, found = Workspace(), {}
    for cell in lab.cells:
        if cell.kind != "code" or cell.id in own or cell.id in ("setup", "report"):
            continue
        figures: list[Figure] = []
        workspace.names["display"] = figures.append
        source = cell.source if answered or not cell.is_answer else blank(cell.source)
        begin = time.process_time()
        outcome = workspace.run(plain(source))
        if cell.id.endswith(PICTURE):
            found[cell.id] = figures, time.process_time() - begin, outcome.message
    return found


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_a_lab_shows_what_its_answers_make(path: Path):
    with as_graded():
        found = shown(read_master(path), answered=True)
    assert len(found) >= PICTURES
    for name, (figures, seconds, error) in found.items():
        assert figures, f"{name} shows nothing {error}"
        assert all(isinstance(one, Figure) for one in figures), name
        assert seconds < SECONDS, f"{name} takes {seconds:.1f} s"


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_a_picture_of_what_is_not_answered_stops_nothing(path: Path):
    with as_graded():
        found = shown(read_master(path), answered=False)
    assert {name: error for name, (_, _, error) in found.items() if error} == {}
    assert not any(figures for figures, _, _ in found.values())
