"""Tests of `dlc_support.tables.storage`."""

import json
from dataclasses import replace

import pytest

from dlc_support.evaluation import Interval
from dlc_support.tables import beats
from dlc_support.tables.storage import dumps, loads
from tests.tables.example import example


def test_the_text_is_json_of_seven_digits():
    content = {"a": {"b": [1 / 3, 2], "c": []}, "d": [{"e": 1}, {"e": [3, 4]}], "f": "[ 1, 2 ]"}
    assert json.loads(dumps(content)) == {**content, "a": {"b": [0.3333333, 2], "c": []}}


def test_numbers_that_are_none_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"a": float("nan")})


def test_a_cell_is_a_list_of_its_names_and_numbers():
    cells = {
        ("g", "r", "a"): [1.0, 2.0],
        ("", "r", "one"): 3.0,
        ("", "r", "interval"): Interval(3.0, 2.0, 4.0),
        ("", "r", "ends"): [(1.0, 2.0), (3.0, 4.0)],
    }
    assert json.loads(dumps(cells)) == [
        ["g", "r", "a", 1.0, 2.0],
        ["", "r", "one", 3.0],
        ["", "r", "interval", 3.0, 2.0, 4.0],
        ["", "r", "ends", 1.0, 2.0, 3.0, 4.0],
    ]


def test_a_margin_is_stored_where_a_claim_has_one():
    stored = json.loads(dumps([beats("a", "b", "x"), beats("a", "b", "x", margin=0.2)]))
    assert [claim.get("margin") for claim in stored] == [None, 0.2]
    kept = replace(example(), claims=[beats("network", "filter", "PSNR / dB", margin=0.2)])
    assert loads(dumps(vars(kept)))["claims"] == kept.claims
