"""Intervals in a page's prose are those of the recorded tables."""

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import nbformat
import pytest
import torch

from dlc_support.evaluation import Interval, seed_interval
from dlc_support.repository import results_folder
from dlc_support.tables import Table

PAGES = sorted((Path(__file__).parents[2] / "book").glob("*/*.ipynb"))
NUMBER = r"([−-]?\d+(?:\.\d+)?)"
UNIT = r"(?: ?%| dB| points| nats)?"
HALF = re.compile(rf"{NUMBER}{UNIT} ± {NUMBER}")
# Words may part a mean with a unit from its ends: "0.3 dB over three seeds, from 0.1 to 0.5".
WORDS = r"(?: dB| ?%| points| nats)(?:,? (?!from )[A-Za-z-]+){1,8}"
ENDS = re.compile(rf"{NUMBER}(?:{WORDS}|{UNIT}),? (?:\[|from ){NUMBER}(?:, | to ){NUMBER}")


@cache
def recorded() -> tuple[Interval, ...]:
    """Every interval that the tables can give, and each pair of rows compared over the seeds."""
    found = []
    for table in map(Table.load, sorted(results_folder().glob("*.json"))):
        found += [verdict.difference for verdict in table.verdicts()]
        found += [value for value in table.published.values() if isinstance(value, Interval)]
        for where in table.values:
            found += table.over_images(*where)
        if len(table.seeds) > 1:
            found += [table.interval(*where) for where in table.values]
            found += _compared(table)
    return tuple(found)


def _compared(table: Table) -> list[Interval]:
    seeds = {where: torch.tensor(numbers).double() for where, numbers in table.values.items()}
    return [
        seed_interval(seeds[one] - seeds[other])
        for one, other in combinations(seeds, 2)
        if one[0] == other[0] and one[2] == other[2]
    ]


def typed(text: str) -> list[tuple[str, ...]]:
    """Intervals as they are written: mean and half width, or mean and both ends."""
    text = re.sub(r"\{glue:text\}`[^`]*`", "", text).replace("**", "").replace("$", "")
    return [found.groups() for pattern in (HALF, ENDS) for found in pattern.finditer(text)]


def known(written: tuple[str, ...], intervals: tuple[Interval, ...]) -> bool:
    """Whether a table has the interval, in its unit or in per cent, or its negative."""
    return any(
        all(map(rounds, written, shown))
        for one in intervals
        for factor in (1, 100)
        for shown in _ways(one, factor, len(written))
    )


def _ways(one: Interval, factor: float, count: int) -> list[tuple[float, ...]]:
    mean, low, high = (factor * value for value in (one.mean, one.low, one.high))
    if count == 2:
        half = (high - low) / 2
        return [(mean, half), (-mean, half)]
    return [(mean, low, high), (-mean, -high, -low)]


def rounds(text: str, value: float) -> bool:
    """Whether a number is written as the value, rounded to as many digits."""
    digits = len(text.partition(".")[2])
    return abs(float(text.replace("−", "-")) - value) <= 0.5 * 10**-digits + 1e-9


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_an_interval_in_the_prose_is_one_that_was_recorded(page):
    cells = nbformat.read(page, as_version=4).cells
    written = {
        each for cell in cells if cell.cell_type == "markdown" for each in typed(cell.source)
    }
    assert not [each for each in written if not known(each, recorded())]


def test_a_number_that_was_not_recorded_is_seen():
    intervals = (Interval(0.0312, -0.0104, 0.0728),)
    shown = ("0.03 ± 0.04", "3.1 % ± 4.2", "0.03, from -0.01 to 0.07", "−0.03 [−0.07, 0.01]")
    for text in (*shown, "0.03 dB ahead over three seeds, from -0.01 to 0.07 dB"):
        (written,) = typed(text)
        assert known(written, intervals)
    wrong = ("0.04 ± 0.04", "0.03 ± 0.05", "0.03 [-0.01, 0.08]", "0.03 [−0.07, 0.01]")
    for text in (*wrong, "0.04 dB ahead over three seeds, from -0.01 to 0.07 dB"):
        (written,) = typed(text)
        assert not known(written, intervals)
    assert not typed(
        "images in [-1, 1], or 2/256 in [0, 1]; {glue:text}`mean` ± {glue:text}`half`"
    )
