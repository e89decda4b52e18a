"""Tests of `dlc_support.recipes.layout`."""

import json
from dataclasses import replace

import pytest

from dlc_support.recipes.layout import dumps, footnote, number
from dlc_support.recipes.table import example


def test_the_text_is_json_of_seven_digits():
    content = {"a": {"b": [1 / 3, 2], "c": []}, "d": [{"e": 1}, {"e": [3, 4]}], "f": "[ 1, 2 ]"}
    assert json.loads(dumps(content)) == {**content, "a": {"b": [0.3333333, 2], "c": []}}


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"a": float("nan")})


def test_a_column_of_small_numbers_gets_a_third_decimal():
    columns = {"PSNR": [20.0, 20.0, 20.0], "SSIM": [0.5, 0.5, 0.5]}
    table = replace(example(), values={"network": columns, "other": {}}, paper={}, claims=[])
    assert number(table, "network", "PSNR") == "20.00 ± 0.00"
    assert number(table, "network", "SSIM") == "0.500 ± 0.000"
    assert number(table, "other", "SSIM") == ""


def test_the_footnote_names_seeds_budget_data_and_day():
    text = footnote(example())
    assert text == (
        "3 seeds, budget quick, data: drawn; CPU, 1 s a seed; dlc-support 0, 2026-01-01."
    )
