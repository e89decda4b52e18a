"""Tests of `dlc_support.tables.beside_source`."""

from dataclasses import replace

import pytest

from dlc_support.evaluation import Interval
from dlc_support.tables import beside_source, cell
from tests.tables.example import example

NETWORK, FILTER = cell("network", "PSNR / dB"), cell("filter", "PSNR / dB")


def test_a_line_has_ours_the_published_number_and_ours_minus_it():
    sheet = beside_source(example(), ["Steps: 8 here, 80 there."])
    assert sheet.to_markdown().splitlines()[2:] == [
        "| network, PSNR / dB | 20.20 ± 0.50 | 21 | -0.80 |"
    ]
    assert list(sheet.notes) == ["Steps: 8 here, 80 there."]
    assert sheet.footnote.startswith("3 seeds")


def test_the_number_of_another_network_says_whose_it_is():
    sheet = beside_source(example(), others={"a larger one": {FILTER: 18.0}})
    assert sheet.lines[1] == [
        "filter, PSNR / dB (published: a larger one)",
        "18.20 ± 0.43",
        "18",
        "+0.20",
    ]


def test_the_gap_to_an_interval_is_the_gap_to_its_mean():
    table = replace(example(), published={NETWORK: Interval(20.0, 19.0, 21.0)})
    assert beside_source(table).lines[0][2:] == ["20", "+0.20"]


def test_a_row_that_was_not_run_has_no_line_and_another_network_needs_one_of_ours():
    absent = cell("BM3D", "PSNR / dB")
    assert not beside_source(replace(example(), published={absent: 30.0})).lines
    with pytest.raises(KeyError, match="BM3D"):
        beside_source(example(), others={"theirs": {absent: 30.0}})
