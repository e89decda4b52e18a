"""The contract of every recipe."""

import dataclasses
import math

import pytest

from dlc_support import recipes
from dlc_support.recipes.recipe import Recipe, available, recipe
from dlc_support.recipes.reproduce import reproduce


def test_an_unknown_name_is_refused_with_those_that_are_there():
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'nothing'"):
        recipe("nothing")


def test_recipes_are_found_without_being_imported(tmp_path, monkeypatch):
    (tmp_path / "half_written.py").write_text("NAME = 'half'\nimport nothing_of_this_name\n")
    (tmp_path / "no_recipe.py").write_text("OTHER = 'name'\n")
    monkeypatch.setattr(recipes, "__path__", [*recipes.__path__, str(tmp_path)])
    assert available()["half"] == "dlc_support.recipes.half_written"
    assert not any(module.endswith("no_recipe") for module in available().values())


@pytest.mark.parametrize("name", available())
def test_a_recipe_is_one_file_named_after_it(name):
    made = recipe(name)
    assert isinstance(made, Recipe)
    assert made.__name__.endswith("." + name.replace("-", "_"))


@pytest.mark.parametrize("name", available())
def test_a_config_is_flat_frozen_and_small(name):
    config = recipe(name).Config()
    assert dataclasses.is_dataclass(config)
    assert config.__dataclass_params__.frozen
    assert len(dataclasses.fields(config)) <= 12
    assert type(config.quick()) is type(config)
    assert config.quick() != config


@pytest.mark.parametrize("name", available())
def test_a_recipe_says_what_it_shows(name):
    assert recipe(name).CAPTION.endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize("name", available())
def test_the_quick_settings_run_and_fill_the_table(name, tmp_path):
    table = reproduce(name, 1, budget="quick", output=tmp_path)
    assert all(math.isfinite(table.mean(row, c)) for row in table.rows for c in table.values[row])
    # BM3D's library is optional, and slow: the quick table leaves its row out.
    assert {row for row in table.paper if row not in table.values} <= {"BSD68: BM3D"}
    for row in table.paper.keys() & table.values.keys():
        columns = table.paper[row]
        assert set(columns) <= set(table.values[row])
    for claim in table.claims:
        for row, column in claim.cells():
            assert table.per_seed(row, column)
