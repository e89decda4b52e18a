"""Tests of `dlc_support.words`."""

import pytest

from dlc_support.words import counted, duration


@pytest.mark.parametrize(("count", "text"), [(0, "0 seeds"), (1, "1 seed"), (2, "2 seeds")])
def test_one_is_singular_and_everything_else_plural(count, text):
    assert counted(count, "seed") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (119, "119 s"), (120, "2 minutes"), (7000, "117 minutes"), (7200, "2 hours")],
)
def test_times_have_the_unit_that_is_planned_with(seconds, text):
    assert duration(seconds) == text
