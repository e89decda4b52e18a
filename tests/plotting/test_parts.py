"""Bars of parts."""

import pytest

from dlc_support.plotting import EXACT, part_bars

PARTS = {
    "few": {"exact": 4.0, "network": 16.0},
    "many": {"exact": 30.0, "network": 1.0},
}
UNITS = ("squared error", "grey")


def drawn():
    return part_bars(PARTS, {"few": 0.01, "many": 0.2}, units=UNITS, roles={"exact": EXACT}).axes


def test_a_part_begins_where_the_one_before_it_ends():
    exact, network = drawn()[0].containers
    assert [bar.get_width() for bar in exact] == [4.0, 30.0]
    assert [bar.get_x() for bar in network] == [4.0, 30.0]
    assert [bar.get_x() + bar.get_width() for bar in network] == [20.0, 31.0]


def test_a_part_that_is_wide_enough_says_its_number():
    bars = drawn()[0]
    said = {text.get_text() for text in bars.texts}
    assert said == {"4.0", "16.0", "30.0", ""}
    bars = part_bars(PARTS, {"few": 0.01, "many": 0.2}, units=UNITS, digits=0).axes[0]
    assert {text.get_text() for text in bars.texts} == {"4", "16", "30", ""}


def test_groups_stand_from_top_to_bottom_beside_their_other_number():
    bars, points = drawn()
    assert [label.get_text() for label in bars.get_yticklabels()] == ["few", "many"]
    assert bars.get_ylim()[0] > bars.get_ylim()[1]
    (line,) = points.lines
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([0.01, 0.2], [0, 1])
    assert (bars.get_xlabel(), points.get_xlabel()) == UNITS


def test_groups_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="every group must have the same parts"):
        part_bars({}, {}, units=UNITS)
    with pytest.raises(ValueError, match="the same parts"):
        part_bars({**PARTS, "none": {"exact": 1.0}}, dict.fromkeys(PARTS, 0.0), units=UNITS)
    with pytest.raises(ValueError, match=r"beside \['few'\]"):
        part_bars(PARTS, {"few": 0.0}, units=UNITS)
