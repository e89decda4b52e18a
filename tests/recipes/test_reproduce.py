"""Tests of `dlc_support.recipes.reproduce`, on a recipe that counts its runs."""

import sys
import textwrap

import joblib
import pytest

from dlc_support import recipes, sources
from dlc_support.recipes.reproduce import reproduce
from dlc_support.recipes.table import Table

RECIPE = '''
"""A recipe whose number is its seed."""
from dataclasses import dataclass, replace
from dlc_support.evaluation.intervals import Interval
NAME = "counted-seeds"
CAPTION = "Numbers."
PAPER = {"row": {"number": 3.0}}
CLAIMS = ()
SOURCE = "drawn"
CALLS = []
@dataclass(frozen=True)
class Config:
    scale: float = 10.0
    def quick(self):
        return replace(self, scale=1.0)
def data(config):
    return SOURCE
def run(config, seed, folder):
    CALLS.append(seed)
    if seed in BROKEN:
        raise RuntimeError("killed")
    number = config.scale * seed
    return {"row": {"number": number, "image": Interval(number, number - 1, number + 1)}}
BROKEN = set()
'''


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """The recipe, as a module of the folder `recipes`."""
    folder = tmp_path / "more" / "recipes"
    folder.mkdir(parents=True)
    (folder / "counted_seeds.py").write_text(textwrap.dedent(RECIPE), encoding="utf-8")
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(folder)])
    monkeypatch.setattr(sources, "PLACES", [*sources.PLACES, folder.parent])
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    yield recipes.recipe("counted-seeds")
    del sys.modules["dlc_support.recipes.counted_seeds"]


def test_each_seed_gives_one_value_and_the_files_say_so(counted, tmp_path):
    table = reproduce("counted-seeds", 3, budget="full", output=tmp_path)
    assert table.per_seed("row", "number") == (0.0, 10.0, 20.0)
    assert table.over_images("row", "image")[1].low == 9.0
    again = Table.load(tmp_path / "counted-seeds.json")
    assert again.values == table.values
    assert again.config == {"scale": 10.0}
    assert again.provenance.data == "drawn"
    assert (tmp_path / "counted-seeds.csv").is_file()


def test_a_quick_run_never_overwrites_a_full_one(counted, tmp_path):
    reproduce("counted-seeds", 2, budget="full", output=tmp_path)
    reproduce("counted-seeds", 2, budget="quick", output=tmp_path)
    assert Table.load(tmp_path / "counted-seeds.json").per_seed("row", "number") == (0.0, 10.0)
    assert Table.load(tmp_path / "counted-seeds.quick.json").per_seed("row", "number")[1] == 1.0


def test_a_run_that_was_killed_goes_on_with_the_seeds_that_are_left(counted, tmp_path):
    counted.BROKEN.add(2)
    with pytest.raises(RuntimeError, match="killed"):
        reproduce("counted-seeds", 4, budget="full", output=tmp_path)
    counted.BROKEN.clear()
    reproduce("counted-seeds", 4, budget="full", output=tmp_path)
    assert counted.CALLS == [0, 1, 2, 2, 3]


def test_other_data_or_other_code_is_not_taken_from_finished_seeds(counted, tmp_path, monkeypatch):
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    monkeypatch.setattr(counted, "SOURCE", "drawn otherwise")
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    file = tmp_path / "more" / "recipes" / "counted_seeds.py"
    file.write_text(file.read_text(encoding="utf-8") + "\nMORE = 1\n", encoding="utf-8")
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    assert counted.CALLS == [0, 0, 0]


def test_seeds_run_on_the_backend_that_joblib_is_told(counted, tmp_path):
    with joblib.parallel_config(backend="threading", n_jobs=2):
        table = reproduce("counted-seeds", [3, 1, 2], budget="full", output=tmp_path)
    assert table.per_seed("row", "number") == (30.0, 10.0, 20.0)


def test_a_full_table_of_embedded_digits_is_refused_unless_wanted(counted, tmp_path, monkeypatch):
    monkeypatch.setattr(counted, "SOURCE", "embedded digits (UCI)")
    with pytest.raises(ValueError, match="dlc data mnist"):
        reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    assert counted.CALLS == []
    reproduce("counted-seeds", 1, budget="quick", output=tmp_path)
    table = reproduce("counted-seeds", 1, budget="full", output=tmp_path, allow_embedded=True)
    assert table.provenance.embedded


@pytest.mark.parametrize("seeds", [0, [], [1, 1], [-1]])
def test_seeds_that_cannot_be_are_refused(counted, tmp_path, seeds):
    with pytest.raises(ValueError, match="seeds must be"):
        reproduce("counted-seeds", seeds, budget="full", output=tmp_path)


def test_an_unknown_budget_is_refused(counted, tmp_path):
    with pytest.raises(ValueError, match="'quick' or 'full', got 'slow'"):
        reproduce("counted-seeds", 1, budget="slow", output=tmp_path)
