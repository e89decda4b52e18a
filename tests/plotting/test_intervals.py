from types import SimpleNamespace

import pytest

from dlc_support.plotting import BASELINE, RECONSTRUCTION, interval_plot


def interval(mean, low, high):
    return SimpleNamespace(mean=mean, low=low, high=high)


TABLE = {
    "dense": {"erasure": interval(20.0, 19.0, 22.0), "blur": interval(18.0, 17.5, 18.5)},
    "best baseline": {"blur": interval(15.0, 14.0, 15.5)},
}


def series(figure):
    return {one.get_label(): one for one in figure.axes[0].containers}


def test_means_and_ends_are_drawn_where_they_are():
    dense = series(interval_plot(TABLE, unit="PSNR (dB)"))["dense"]
    points, _, (bars,) = dense.lines
    assert points.get_xdata().tolist() == [20.0, 18.0]
    assert [bar[:, 0].tolist() for bar in bars.get_segments()] == [[19.0, 22.0], [17.5, 18.5]]


def test_conditions_go_from_top_to_bottom_and_methods_keep_apart():
    figure = interval_plot(TABLE, unit="PSNR (dB)")
    axes, drawn = figure.axes[0], series(figure)
    assert [text.get_text() for text in axes.get_yticklabels()] == ["erasure", "blur"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    dense = drawn["dense"].lines[0].get_ydata()
    (baseline,) = drawn["best baseline"].lines[0].get_ydata()
    assert round(baseline) == round(dense[1]) == 1
    assert baseline - dense[1] > 0.2


def test_each_method_wears_its_role():
    drawn = series(interval_plot(TABLE, unit="PSNR (dB)"))
    for name, role in (("dense", RECONSTRUCTION), ("best baseline", BASELINE)):
        assert drawn[name].lines[0].get_color() == role.colour
        assert drawn[name].lines[0].get_marker() == role.marker


def test_a_reference_line_stands_where_it_is_asked_for():
    without = interval_plot(TABLE, unit="dB").axes[0].lines
    with_zero = interval_plot(TABLE, unit="dB", reference=0.25).axes[0].lines
    assert len(with_zero) == len(without) + 1
    assert list(with_zero[-1].get_xdata()) == [0.25, 0.25]


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one interval, got none"):
        interval_plot({"dense": {}}, unit="dB")
