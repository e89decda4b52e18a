"""Tests of `dlc_support.tables.layout`."""

from dataclasses import replace

from dlc_support.evaluation import Interval, binomial_interval
from dlc_support.tables import Table, cell
from dlc_support.tables.layout import footnote, number
from tests.tables.example import example


def grouped() -> Table:
    """Two groups, of which the second lacks a number."""
    values = {
        cell("blur", "network", "PSNR"): [20.0, 20.0],
        cell("blur", "network", "SSIM"): [0.5, 0.5],
        cell("blur", "filter", "PSNR"): [19.0, 21.0],
        cell("noise", "network", "PSNR"): [25.0, 25.0],
    }
    return replace(
        example(), values=values, seeds=[0, 1], seconds=[60.4, 61.0], published={}, claims=[]
    )


def test_a_column_of_small_numbers_gets_a_third_decimal():
    assert number(grouped(), "blur", "network", "PSNR") == "20.00 ± 0.00"
    assert number(grouped(), "blur", "network", "SSIM") == "0.500 ± 0.000"


def test_a_long_table_has_a_line_for_each_row_and_names_a_group_once():
    assert grouped().long().to_markdown().splitlines() == [
        "|  |  | PSNR | SSIM |",
        "| --- | --- | ---: | ---: |",
        "| blur | network | 20.00 ± 0.00 | 0.500 ± 0.000 |",
        "|  | filter | 20.00 ± 12.71 |  |",
        "| noise | network | 25.00 ± 0.00 |  |",
    ]


def test_a_wide_table_has_a_line_for_each_group_and_a_column_for_each_row():
    assert grouped().wide("PSNR").to_markdown().splitlines() == [
        "| PSNR | network | filter |",
        "| --- | ---: | ---: |",
        "| blur | 20.00 ± 0.00 | 20.00 ± 12.71 |",
        "| noise | 25.00 ± 0.00 |  |",
    ]


def test_mean_half_width_and_the_source_are_shown():
    assert "| network | 20.20 ± 0.50 (source: 21) |" in example().long().to_markdown()


def test_an_interval_of_the_source_is_shown():
    where = cell("network", "PSNR / dB")
    table = replace(example(), published={where: Interval(21.0, 20.85, 21.15)})
    assert number(table, *where) == "20.20 ± 0.50 (source: 21 ± 0.15)"


def test_a_single_seed_shows_its_interval_over_images():
    table = replace(example(), within={cell("filter", "PSNR / dB"): [(17.5, 18.5)] * 3})
    assert number(table.only(0), "filter", "PSNR / dB") == "18.00 [17.50, 18.50]"
    assert number(table, "filter", "PSNR / dB") == "18.20 ± 0.43"


def test_a_value_without_seeds_shows_its_interval_over_images():
    where, errors = cell("SVM", "error / %"), binomial_interval(15, 500)
    table = replace(
        example(),
        values={where: [3.0] * 3},
        within={where: [(100 * errors.low, 100 * errors.high)] * 3},
        unseeded=[where],
    )
    assert number(table, *where) == "3.00 ± 1.53"


def test_the_html_escapes_what_names_contain():
    table = replace(example(), values={cell("p < .5", "x"): [1.0, 2.0, 3.0]}, claims=[])
    assert "p &lt; .5" in table._repr_html_()
    assert 'nowrap">2.00 ± 2.48</td>' in table._repr_html_()


def test_the_report_has_caption_verdicts_and_circumstances():
    text = example().long().report()
    assert text.startswith("Mean and 95 % interval over seeds.\n\n|")
    assert "\n- the network wins: resolved (difference 2.00 [1.75, 2.25])\n" in text


def test_the_footnote_names_seeds_budget_data_and_day():
    assert footnote(example()) == (
        "3 seeds, budget quick, data: drawn; CPU, 1 s of training a seed; "
        "dlc-support 0, 2026-01-01."
    )


def test_one_seed_is_singular_and_unknown_seconds_are_left_out():
    text = footnote(replace(example().only(0), seconds=[]))
    assert text == "1 seed, budget quick, data: drawn; CPU; dlc-support 0, 2026-01-01."
