"""Tests of `dlc_support.recipes.layout`."""

import json

import pytest

from dlc_support.recipes.layout import dumps, footnote
from dlc_support.recipes.table import example


def test_the_text_is_json_of_seven_digits():
    content = {"a": {"b": [1 / 3, 2], "c": []}, "d": [{"e": 1}, {"e": [3, 4]}], "f": "[ 1, 2 ]"}
    assert json.loads(dumps(content)) == {**content, "a": {"b": [0.3333333, 2], "c": []}}


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"a": float("nan")})


def test_the_footnote_names_seeds_budget_data_and_day():
    text = footnote(example())
    assert text == (
        "3 seeds, budget quick, data: drawn; CPU, 1 s a seed; dlc-support 0, 2026-01-01."
    )
