"""Tests of `dlc_support.tables.reproduce`, on a recipe that counts its runs."""

import shutil
import sys
import textwrap

import joblib
import pytest

from dlc_support import recipes
from dlc_support.repository import results_folder
from dlc_support.sources import files
from dlc_support.tables import Table, recipe, reproduce, table_at_hand
from dlc_support.tables.storage import dumps
from dlc_support.training import runs

RECIPE = '''
"""A recipe whose number is its seed, with a network that is trained for some steps."""
from dataclasses import dataclass
import torch
from dlc_support.data import Split
from dlc_support.evaluation.intervals import Interval
from dlc_support.models import MLP
from dlc_support.objectives import Regression
from dlc_support.tables import Network, Networks, Recipe, Unseeded, beats, cell
SOURCE = "drawn"
CALLS = []
BROKEN = set()
@dataclass(frozen=True)
class Config:
    scale: float = 10.0
    batch_size: int = 2
    lr: float = 0.1
NETWORKS = Networks("counted", {"line": Network(lambda _: MLP((1, 1)), Regression("mse"), 3)})
def run(seed):
    CALLS.append(seed.number)
    if seed.number in BROKEN:
        raise RuntimeError("killed")
    ones = torch.ones(4, 1)
    network = seed.network("line", Split(ones, targets=ones, name="ones"))
    number = seed.config.scale * seed.number
    return {
        "row": {"number": number, "image": Interval(number, number - 1, number + 1)},
        ("group", "line"): {"number": network(ones).mean().item()},
        "machine": {"number": Unseeded(Interval(5.0, 4.0, 6.0))},
    }
RECIPE = Recipe(
    caption="Numbers.",
    config=Config(),
    quick={"scale": 1.0},
    data=lambda _: SOURCE,
    networks=NETWORKS,
    run=run,
    published={cell("row", "number"): 3.0},
)
'''


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """The recipe, as a module of the folder `recipes`."""
    folder = tmp_path / "more" / "recipes"
    folder.mkdir(parents=True)
    (folder / "counted_seeds.py").write_text(textwrap.dedent(RECIPE), encoding="utf-8")
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(folder)])
    monkeypatch.setattr(files, "PLACES", [*files.PLACES, folder.parent])
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    recipe("counted-seeds")
    yield sys.modules["dlc_support.recipes.counted_seeds"]
    del sys.modules["dlc_support.recipes.counted_seeds"]


def changed(counted, old: str, new: str) -> None:
    """The recipe with a piece of its code replaced, read again."""
    calls = counted.CALLS
    with open(counted.__file__, encoding="utf-8") as file:  # noqa: PTH123
        code = file.read()
    assert old in code
    with open(counted.__file__, "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(code.replace(old, new))
    exec(compile(code.replace(old, new), counted.__file__, "exec"), vars(counted))
    counted.CALLS = calls


def test_each_seed_gives_one_value_and_the_files_say_so(counted, tmp_path):
    table = reproduce("counted-seeds", 3, budget="full", output=tmp_path)
    assert table.per_seed("row", "number") == (0.0, 10.0, 20.0)
    assert table.over_images("row", "image")[1].low == 9.0
    assert table.groups == ["", "group"]
    assert table.interval("machine", "number").high == 6.0
    again = Table.load(tmp_path / "counted-seeds.json")
    assert dumps(vars(again)) == dumps(vars(table))
    assert again.config == {"scale": 10.0, "batch_size": 2, "lr": 0.1}
    assert again.provenance.data == "drawn"
    assert len(again.code) == 16
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


def test_seconds_are_those_of_the_training_also_when_it_was_made_earlier(counted, tmp_path):
    once = reproduce("counted-seeds", 2, budget="full", output=tmp_path)
    assert all(0 < seconds < 60 for seconds in once.seconds)
    (tmp_path / "counted-seeds.json").unlink()
    shutil.rmtree(runs("recipes"))
    again = reproduce("counted-seeds", 2, budget="full", output=tmp_path)
    assert counted.CALLS == [0, 1, 0, 1]  # the seeds ran again, and found their networks trained
    assert again.seconds == once.seconds


def test_a_new_claim_caption_or_number_of_the_source_runs_no_seed(counted, tmp_path):
    before = reproduce("counted-seeds", 2, budget="full", output=tmp_path)
    shutil.rmtree(runs("recipes"))  # as in a clone: the table alone is there
    claim = 'claims=[beats("row", "machine", "number")], run=run,'
    changed(counted, "run=run,", claim)
    changed(counted, '"Numbers."', '"Other words."')
    changed(counted, "3.0}", "4.0}")
    after = reproduce("counted-seeds", 2, budget="full", output=tmp_path)
    assert counted.CALLS == [0, 1]
    assert after.claims[0].text == "row beats machine"
    assert after.caption == "Other words."
    assert list(after.published.values()) == [4.0]
    assert (after.values, after.seconds, after.code) == (
        before.values,
        before.seconds,
        before.code,
    )


def test_more_seeds_run_those_that_are_missing(counted, tmp_path):
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    shutil.rmtree(runs("recipes"))
    table = reproduce("counted-seeds", 3, budget="full", output=tmp_path)
    assert counted.CALLS == [0, 1, 2]
    assert table.per_seed("row", "number") == (0.0, 10.0, 20.0)


def test_seeds_of_the_repositorys_table_are_not_lost(counted, tmp_path, monkeypatch):
    module = sys.modules["dlc_support.tables.reproduce"]
    monkeypatch.setattr(module, "results_folder", lambda: tmp_path)
    reproduce("counted-seeds", 3, budget="full")
    before = (tmp_path / "counted-seeds.json").read_bytes()
    with pytest.raises(ValueError, match=r"seeds must include those of .*: \[1, 2\] are missing"):
        reproduce("counted-seeds", 1, budget="full")
    assert (tmp_path / "counted-seeds.json").read_bytes() == before


def test_other_data_or_other_code_is_not_taken_from_finished_seeds(counted, tmp_path, monkeypatch):
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    monkeypatch.setattr(counted, "SOURCE", "drawn otherwise")
    reproduce("counted-seeds", 1, budget="full", output=tmp_path)
    changed(counted, "scale * seed", "scale + seed")
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


def test_the_recorded_table_is_taken_at_the_full_budget(counted, monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", "full")
    recorded = Table.load(results_folder() / "mnist-corruptions.json")
    assert vars(table_at_hand("mnist-corruptions", 2)) == vars(recorded)


@pytest.mark.parametrize("budget", ["quick", "full"])
def test_the_quick_budget_and_what_was_not_recorded_is_run(counted, budget, monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", budget)
    assert table_at_hand("counted-seeds", 2).seeds == [0, 1]
    assert counted.CALLS == [0, 1]


def test_outside_a_clone_the_recipe_is_run(counted, tmp_path, monkeypatch):
    def nowhere():
        raise FileNotFoundError

    monkeypatch.setenv("DLC_BUDGET", "full")
    monkeypatch.setattr("dlc_support.repository.repository", nowhere)
    assert table_at_hand("counted-seeds", 1).seeds == [0]
