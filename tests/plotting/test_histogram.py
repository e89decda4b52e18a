import pytest
import torch

from dlc_support.plotting import value_histogram


def test_every_draw_is_counted_and_marks_stand_at_their_values():
    figure = value_histogram(torch.tensor([0.0, 0.0, 9.0]), unit="radiance", marks={"mean": 3.0})
    (axes,) = figure.axes
    assert sum(bar.get_height() for bar in axes.patches) == 3
    assert axes.lines[0].get_xdata() == [3.0, 3.0]
    assert axes.get_legend().get_texts()[0].get_text() == "mean: 3.00"
    assert (axes.get_xlabel(), axes.get_yscale()) == ("radiance", "log")


def test_without_marks_there_is_no_legend():
    assert value_histogram(torch.ones(3), unit="x", bins=2).axes[0].get_legend() is None


@pytest.mark.parametrize(("draws", "bins"), [([], 3), ([float("nan")], 3), ([1.0], 0)])
def test_what_cannot_be_counted_is_refused(draws, bins):
    with pytest.raises(ValueError, match="must be"):
        value_histogram(torch.tensor(draws), unit="x", bins=bins)
