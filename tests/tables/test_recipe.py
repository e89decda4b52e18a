"""The contract of every recipe."""

import dataclasses
import math
import re
from functools import partial
from types import SimpleNamespace

import nbformat
import pytest
import torch
from torch import nn

from dlc_support import recipes
from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.tables import (
    Network,
    Networks,
    Recipe,
    Seed,
    Table,
    available,
    recipe,
    reproduce,
)
from dlc_support.training import seeded
from tools.project import ROOT, read_notebooks


def test_an_unknown_name_is_refused_with_those_that_are_there():
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'nothing'"):
        recipe("nothing")


def test_recipes_are_found_in_any_folder_without_being_imported(tmp_path, monkeypatch):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "half_written.py").write_text("import nothing_of_this\nRECIPE = 0\n")
    (tmp_path / "no_recipe.py").write_text("OTHER = 'name'\n")
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(tmp_path)])
    assert available()["half-written"] == "dlc_support.recipes.part.half_written"
    assert not any(module.endswith("no_recipe") for module in available().values())


@pytest.mark.parametrize("name", available())
def test_a_config_is_flat_frozen_and_small(name):
    made = recipe(name)
    config = made.config
    assert dataclasses.is_dataclass(config)
    assert config.__dataclass_params__.frozen
    assert len(dataclasses.fields(config)) <= 12
    assert made.settings("full") == config
    assert all(getattr(config, setting) != value for setting, value in made.quick.items())
    assert made.settings("quick") == dataclasses.replace(config, **made.quick)


@pytest.mark.parametrize("name", available())
def test_a_network_names_settings_that_there_are(name):
    made = recipe(name)
    assert isinstance(made, Recipe)
    for network in made.networks.each.values():
        for setting in (network.epochs, network.lr, network.ema):
            assert not isinstance(setting, str) or hasattr(made.config, setting)


@pytest.mark.parametrize("name", available())
def test_a_recipe_says_what_it_shows(name):
    assert recipe(name).caption.endswith(".")


def test_the_decay_of_a_network_is_a_term_of_its_loss(tmp_path, monkeypatch):
    # Adam's first step moves each weight by its learning rate, against the sign of the gradient:
    # where the data ask for nothing, that of the decay is left, whose sign is the weight's.
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    config = SimpleNamespace(lr=0.01, batch_size=4, epochs=1)
    data = Split(torch.zeros(4, 3))
    build = partial(nn.Linear, 3, 3, bias=False)
    each = {
        l2: Network(lambda _: build(), Denoising(GaussianNoise(0.0)), warmup=0.0, l2=l2)
        for l2 in (0.0, 0.1)
    }
    seed = Seed(Networks("recipe_test", each), config, 0)
    free, held = (seed.network(l2, data).weight for l2 in each)
    with seeded(0):
        first = build().weight
    torch.testing.assert_close(free, first)
    torch.testing.assert_close(held, first - 0.01 * first.sign())


def test_the_seconds_are_those_of_every_training_once(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    config = SimpleNamespace(lr=0.01, batch_size=4, epochs=1)
    each = {"line": Network(lambda _: nn.Linear(3, 3), Denoising(GaussianNoise(0.0)))}
    data = [Split(torch.full((4, 3), level), name="of one name") for level in (0.0, 1.0)]
    whole, *alone = (Seed(Networks("recipe_test", each), config, 0) for _ in range(3))
    for one in (*data, data[1]):  # the last is kept already
        whole.network("line", one)
    for seed, one in zip(alone, data, strict=True):
        seed.network("line", one)
    assert whole.seconds == pytest.approx(sum(seed.seconds for seed in alone))
    assert Seed(Networks("recipe_test", {}), config, 0).seconds == 0.0


def run_by_pages() -> set[str]:
    """The recipes that a page runs at the quick budget, where the run of all pages holds them."""
    pages = (nbformat.read(ROOT / path, as_version=4) for path in read_notebooks())
    cells = (cell.source for page in pages for cell in page.cells if cell.cell_type == "code")
    return {name for source in cells for name in re.findall(r'table_at_hand\("([\w-]+)"', source)}


def test_recipes_that_pages_run_are_found():
    assert {"noise2noise-losses", "td-vae"} <= run_by_pages() <= available().keys()


@pytest.mark.parametrize("name", sorted(run_by_pages()))
def test_a_table_that_a_page_shows_has_the_cells_that_its_recipe_speaks_of(name):
    made, table = recipe(name), Table.load(name)
    assert {where for claim in made.claims for where in claim.cells()} <= table.values.keys()
    # BM3D sees the first photographs only, the source's number is of all.
    unlike = {("BSD68", "BM3D", "PSNR / dB")}
    assert made.published.keys() - unlike <= table.values.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(available().keys() - run_by_pages()))
def test_the_quick_settings_run_and_fill_the_table(name, tmp_path):
    table = reproduce(name, 1, budget="quick", output=tmp_path)
    assert all(math.isfinite(table.mean(*where)) for where in table.values)
    claimed = {where for claim in table.claims for where in claim.cells()}
    assert claimed | table.published.keys() <= table.values.keys()
