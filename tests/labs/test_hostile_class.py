"""All hostile submissions in one class with honest ones, through the whole grader."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlc_support.grading import Limits, Settings, grade
from tests.labs import hostile, tiny
from tests.labs.hostile import EXPECTED, WAS_HERE
from tests.labs.walls import NEEDED, processes

pytestmark = NEEDED

# The odd number of megabytes marks these processes among others of this computer.
LIMITS = Limits(timeout=5, wall=90, memory=263, file=8, answer=4)
HONEST = tuple(f"honest-{number}" for number in range(4))
# What must not come out: the teacher's secret, pieces of solutions, of probes and of judges.
SECRETS = (
    "sesame", "777001", "standard_normal(", "np.arange(start", "the generator is ignored",
    "leaked", "Leak26",
)  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A class of all hostile submissions and four honest ones, graded."""
    place = tmp_path_factory.mktemp("teacher")
    (place / "class").mkdir()
    master = tiny.write_master(place)
    for name in EXPECTED:
        hostile.write(name, master, place / "class")
    for name in HONEST:
        path = place / "class" / f"{name}.ipynb"
        path.write_text(json.dumps(hostile.honest(master)), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_SECRET", "sesame")
        grade(master, place / "class", place / "out", jobs=2, settings=Settings(limits=LIMITS))
    yield place / "out"
    WAS_HERE.unlink(missing_ok=True)


@pytest.fixture
def rows(graded: Path) -> dict[str, dict[str, str]]:
    """The table, by student."""
    with (graded / "grades.csv").open(encoding="utf-8-sig", newline="") as stream:
        _, *found = csv.DictReader(stream)  # below the most that can be had
    return {row["student"]: row for row in found}


@pytest.mark.parametrize("name", EXPECTED)
def test_in_a_class_it_gets_what_it_gets_alone(rows, name):
    expected, row = EXPECTED[name], rows[name]
    assert (row["double"], row["centre"], row["jitter"]) == tuple(map(str, expected.scores))
    assert row["status"] == expected.status
    assert re.search(expected.note, row["notes"])
    assert float(row["seconds"]) <= LIMITS.wall + 10


def test_every_one_that_is_not_honest_is_told_apart(rows):
    assert {name for name, row in rows.items() if not row["notes"]} == set(HONEST)


def test_honest_submissions_in_such_a_class_get_all_points(rows):
    assert [rows[name]["score"] for name in HONEST] == ["12"] * 4
    assert [rows[name]["status"] for name in HONEST] == ["graded"] * 4


def test_nothing_that_is_given_back_tells_a_secret_or_a_test(graded):
    results = [json.loads(path.read_text("utf-8")) for path in (graded / "results").iterdir()]
    assert len(results) == len(EXPECTED) + len(HONEST)
    texts = {path: path.read_text("utf-8") for path in graded.glob("feedback/*")}
    texts[graded / "grades.csv"] = (graded / "grades.csv").read_text("utf-8")
    assert len(texts) == len(results) + 1
    for result in results:
        # What a student wrote, and what a judge tells the teacher.
        del result["answers"], result["messages"]
        texts[Path(result["student"])] = json.dumps(result)
    told = [(path.name, word) for path, text in texts.items() for word in SECRETS if word in text]
    assert told == []


def test_nothing_is_left_behind(graded):
    assert processes(f'"memory": {LIMITS.memory * 2**20}') == []
    assert not WAS_HERE.exists()
