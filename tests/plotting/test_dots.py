"""One number for each name."""

import pytest

from dlc_support.plotting.dots import dot_plot

VALUES = {"bytes": 31.25, "luma": 33.0, "cropped": 30.75}


def test_each_number_stands_at_its_value_in_the_order_given():
    axes = dot_plot(VALUES, unit="PSNR (dB)").axes[0]
    assert list(axes.lines[0].get_xdata()) == [31.25, 33.0, 30.75]
    assert [label.get_text() for label in axes.get_yticklabels()] == list(VALUES)
    low, high = axes.get_ylim()
    assert low > high  # the first on top


def test_labels_give_the_number_and_the_distance_from_the_reference():
    axes = dot_plot(VALUES, unit="PSNR (dB)", reference="luma", digits=2).axes[0]
    assert [text.get_text() for text in axes.texts] == [
        "31.25  (-1.75)",
        "33.00",
        "30.75  (-2.25)",
    ]
    assert [line.get_xdata()[0] for line in axes.lines[1:]] == [33.0]


def test_the_axis_says_what_it_shows():
    assert dot_plot(VALUES, unit="SSIM", digits=4).axes[0].get_xlabel() == "SSIM"


def test_nothing_to_draw_and_an_unknown_reference_are_refused():
    with pytest.raises(ValueError, match="at least one value"):
        dot_plot({}, unit="dB")
    with pytest.raises(ValueError, match=r"reference must be one of \['bytes', .*, got 'raw'"):
        dot_plot(VALUES, unit="dB", reference="raw")
