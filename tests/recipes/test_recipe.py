"""The contract of every recipe."""

import dataclasses

import pytest

from dlc_support.recipes.recipe import Recipe, available, recipe


def test_an_unknown_name_is_refused_with_those_that_are_there():
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'nothing'"):
        recipe("nothing")


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
