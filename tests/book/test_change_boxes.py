"""What a box "Change" tells the reader to do runs, at both budgets.

The cell of a box names in its metadata what is replaced, in which cell, and the last cell that the
reader runs: `{"change": {"cell": ID, "old": TEXT, "new": TEXT, "last": ID}}`. Where the page
trains for `minutes` before that at the full budget, its box runs there if DLC_CHANGE names a
mirror of the data, on kept runs.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from dlc_support.words import counted
from tools.project import ROOT, read_notebooks

BOX = re.compile(r"^:::\{admonition\} Change$", re.MULTILINE)


def boxes() -> list[tuple[Path, NotebookNode]]:
    """Every box of the book: its page and its cell."""
    return [
        (path, cell)
        for path in read_notebooks()
        for cell in nbformat.read(ROOT / path, as_version=4).cells
        if cell.cell_type == "markdown" and BOX.search(cell.source)
    ]


def program(path: Path, change: dict[str, str]) -> str:
    """The page's code up to the last cell that the box names, with the replacement made."""
    cells = nbformat.read(ROOT / path, as_version=4).cells
    places = {cell.id: place for place, cell in enumerate(cells)}
    (found,) = (cell for cell in cells if cell.id == change["cell"])
    assert found.source.count(change["old"]) == 1
    found.source = found.source.replace(change["old"], change["new"])
    code = [cell for cell in cells[: places[change["last"]] + 1] if cell.cell_type == "code"]
    # The setup cell installs the package on Colab, by a line that is no Python.
    sources = [cell.source for cell in code if "setup" not in cell.metadata.get("tags", [])]
    return "\n\n".join(["import dlc_support", "dlc_support.setup()", *sources])


@pytest.mark.parametrize("budget", ["quick", "full"])
@pytest.mark.parametrize(("path", "cell"), boxes(), ids=lambda one: getattr(one, "id", str(one)))
def test_what_a_box_tells_to_change_runs(
    path: Path, cell: NotebookNode, budget: str, tmp_path: Path
):
    change, mirror = cell.metadata["change"], os.environ.get("DLC_CHANGE")
    slow = budget == "full" and "minutes" in change
    if slow and not mirror:
        pytest.skip(
            f"trains for {counted(change['minutes'], 'minute')}: set DLC_CHANGE to a mirror"
        )
    environment = {
        **os.environ,
        **{"DLC_BUDGET": budget, "DLC_DATA": str(tmp_path), "DLC_OFFLINE": "1"},
        **{"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"},
    }
    if slow:
        environment["DLC_MIRROR"] = mirror
        del environment["DLC_DATA"], environment["DLC_OFFLINE"]
    done = subprocess.run(
        [sys.executable, "-c", program(path, change)],
        cwd=(ROOT / path).parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_book_has_boxes():
    assert boxes()
