"""Two scores of each method against each other."""

import pytest

from dlc_support.plotting import trade_off

SCORES = {"network": (20.0, 0.3), "exact draw": (41.0, 0.0)}


def test_each_method_stands_at_its_scores():
    axes = trade_off(SCORES, x="error", y="grey").axes[0]
    drawn = {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in axes.lines}
    assert drawn == set(SCORES.values())


def test_each_method_is_named_at_its_point():
    axes = trade_off(SCORES, x="error", y="grey").axes[0]
    assert {text.get_text(): text.xy for text in axes.texts} == SCORES


def test_names_of_points_at_one_height_stand_apart():
    close = {"network": (40.0, 0.23), "mean of 16": (43.0, 0.24), "exact draw": (72.0, 0.0)}
    axes = trade_off(close, x="error", y="grey").axes[0]
    heights = sorted(text.xy[1] for text in axes.texts)
    assert heights[2] - heights[1] > 0.01 + 1e-6


def test_the_axes_say_what_they_show():
    axes = trade_off(SCORES, x="squared error", y="grey").axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("squared error", "grey")


def test_no_method_is_refused():
    with pytest.raises(ValueError, match="at least one method"):
        trade_off({}, x="error", y="grey")


def test_what_is_worse_than_the_bound_in_both_respects_is_shaded_and_said_to_be():
    axes = trade_off({**SCORES, "worse": (45.0, 0.4)}, x="", y="", bound="network").axes[0]
    (shade,) = axes.collections
    corners = shade.get_paths()[0].get_extents()
    assert (corners.x0, corners.y0) == pytest.approx(SCORES["network"])
    assert corners.contains(45.0, 0.4)
    assert not corners.contains(*SCORES["exact draw"])
    assert "worse than the network\nin both respects" in [one.get_text() for one in axes.texts]


def test_a_bound_that_is_no_method_is_refused():
    with pytest.raises(ValueError, match=r"bound must be one of .*, got 'mean'"):
        trade_off(SCORES, x="", y="", bound="mean")


def test_seeds_are_dots_of_their_method():
    each = {"network": [(19.0, 0.2), (21.0, 0.4)]}
    axes = trade_off(SCORES, x="error", y="grey", seeds=each).axes[0]
    (dots,) = (line for line in axes.lines if len(line.get_xdata()) == 2)
    assert list(map(tuple, dots.get_xydata().tolist())) == each["network"]
    (point,) = (line for line in axes.lines if line.get_xydata().tolist() == [[20.0, 0.3]])
    assert dots.get_color() == point.get_color()


def test_seeds_of_a_method_that_is_not_there_are_refused():
    with pytest.raises(ValueError, match="other"):
        trade_off(SCORES, x="error", y="grey", seeds={"other": [(1.0, 1.0)]})
