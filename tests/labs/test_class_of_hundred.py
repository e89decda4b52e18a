"""A class of a hundred on a real lab, ninety honest and ten hostile: every honest score is exact.

It takes about a quarter of an hour on two quiet cores, so it runs only where `DLC_CLASS` is set:
`DLC_CLASS=1 python -m pytest -s tests/labs/test_class_of_hundred.py`.
"""

import json
import os
import random
import time
from pathlib import Path

import pytest

from dlc_support.grading import Limits, Master, Settings, grade, read_master, student_text
from tests.labs.answer_files import answers
from tests.labs.walls import NEEDED
from tools.project import ROOT

pytestmark = [
    NEEDED,
    pytest.mark.skipif("DLC_CLASS" not in os.environ, reason="takes long: set DLC_CLASS=1"),
]

LAB = "lab1_corruptions"
MASTER = ROOT / "labs" / "masters" / f"{LAB}.ipynb"
MINUTES = 20
BURN = "import threading\ndef burn():\n    while True: pass\n"
# What stands in place of the answer to the first task.
HOSTILE = {
    "loop": "while True: pass",
    "sleep": "import time\ntime.sleep(10_000)",
    "memory": "a = []\nwhile True: a.append(bytearray(10_000_000))",
    "threads": f"{BURN}for _ in range(50): threading.Thread(target=burn, daemon=True).start()",
    "fork": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "exit": "import os\nos._exit(0)",
    "magics": "\n".join(f"x{n} = !ls{' ' * 300}" for n in range(499)),
    "fields": "x = f'" + "{x}" * 60_000 + "'",
    "loops": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
}


def written(path: Path, master: Master, cells: dict[str, tuple[str, ...]], form: int) -> None:
    """A submission with answers, as one of several editors saves it."""
    notebook = json.loads(student_text(MASTER))
    found = []
    for cell in notebook["cells"]:
        *helpers, own = cells.get(cell.get("id"), ((cell["source"]),))
        for number, helper in enumerate(helpers):
            found.append(
                {**cell, "source": helper, "id": f"h{number}{cell['id']}", "metadata": {}}
            )
        found.append({**cell, "source": own})
    for cell in found:
        text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if form == 1:
            text = text.replace("\n", "\r\n")
        if form == 2:
            cell["metadata"] = {}
            del cell["id"]
        if form == 3 and cell.get("id") in cells:
            text = f"%%time\n{text}"
        cell["source"] = text
    notebook["cells"] = found
    path.write_text(json.dumps(notebook), encoding="utf-8")


def honest(master: Master, place: Path, count: int) -> dict[str, int]:
    """Honest submissions, of which some leave tasks out, and the score of each."""
    right: dict[str, list[tuple[str, ...]]] = {}
    for one in answers():
        if one.lab == LAB and one.kind == "right":
            right.setdefault(one.task, []).append(one.cells)
    draw, scores = random.Random(0), {}
    for number in range(count):
        tasks = [task for task in master.tasks if draw.random() > 0.2 * (number % 3)]
        cells = {task.name: draw.choice(right[task.name]) for task in tasks}
        written(place / f"honest{number:02}.ipynb", master, cells, number % 5)
        scores[f"honest{number:02}"] = sum(task.points for task in tasks)
    return scores


def hostile(master: Master, place: Path) -> None:
    """Hostile submissions without a single answer, and one that is a hundred million bytes."""
    for name, source in HOSTILE.items():
        written(place / f"{name}.ipynb", master, {master.tasks[0].name: (source,)}, 0)
    many = '{"cells": [' + "[]," * 32_000_000 + "[]]}"
    (place / "many.ipynb").write_text(many, encoding="utf-8")


def test_a_class_of_a_hundred(tmp_path: Path):
    master = read_master(MASTER)
    place = tmp_path / "class"
    place.mkdir()
    scores = honest(master, place, int(os.environ.get("DLC_CLASS_HONEST", "90")))
    hostile(master, place)
    settings = Settings(limits=Limits(timeout=20, wall=90))
    begin = time.monotonic()
    results = grade(MASTER, place, tmp_path / "out", jobs=2, settings=settings)
    minutes = (time.monotonic() - begin) / 60
    print(f"\n{len(results)} submissions in {minutes:.1f} minutes")  # noqa: T201 - for who asked
    got = {one.student: (one.status, one.score) for one in results}
    assert {name: got[name] for name in scores} == {
        name: ("graded", score) for name, score in scores.items()
    }
    assert [one.score for one in results if one.student not in scores] == [0] * 10
    assert minutes < MINUTES
