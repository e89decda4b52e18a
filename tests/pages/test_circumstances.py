"""Tests of `dlc_support.pages.circumstances`."""

import torch

from dlc_support.data import Photographs, Split, Splits
from dlc_support.pages.circumstances import circumstances
from dlc_support.training import History
from tests.tables.example import example


def part(name):
    return Split(torch.zeros(1, 2), name=name, source="a file")


def test_every_data_set_among_the_variables_is_named(monkeypatch):
    monkeypatch.setenv("DLC_BUDGET", "full")
    digits = Splits(part("MNIST train"), part("MNIST valid"), part("MNIST test"))
    found = circumstances({"a": 1, "digits": digits, "Split": Split, "points": part("moons")})
    assert found["data"] == "MNIST (a file); moons (a file)"
    assert found["budget"] == "full"


def test_photographs_count_as_data():
    pictures = [torch.zeros(3, 4, 5, dtype=torch.uint8)]
    names = {"pictures": Photographs(pictures, "Set5", "Set5: pictures"), "class": Photographs}
    assert circumstances(names)["data"] == "Set5: pictures"


def test_a_table_counts_with_the_data_of_its_runs():
    assert circumstances({"table": example(), "again": example()})["data"] == "drawn"


def test_a_page_without_data_names_none():
    assert circumstances({"x": torch.zeros(2)})["data"] == ""


def test_what_the_networks_took_counts_once_for_each_run_and_other_code_is_named(monkeypatch):
    runs = {"0a": History(seconds=60.2), "0b": History(seconds=3.0, other_code="run 0b: UNet")}
    monkeypatch.setattr("dlc_support.pages.circumstances.HISTORIES", runs)
    found = circumstances({})
    assert found["training_seconds"] == 63
    assert found["other_code"] == ["run 0b: UNet"]
