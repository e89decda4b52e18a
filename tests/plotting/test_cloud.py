import pytest
import torch
from matplotlib.patches import Ellipse

from dlc_support.plotting import EXACT
from dlc_support.plotting.cloud import cloud


def draws():
    return torch.randn(50, 2, generator=torch.Generator().manual_seed(0))


def test_the_points_and_every_line_are_where_they_are_and_named():
    track = torch.tensor([[-1.0, -2.0], [0.0, 0.0], [1.0, 2.0]])
    figure = cloud(draws(), lines={"exact axis": track})
    (axes,) = figure.axes
    torch.testing.assert_close(
        torch.from_numpy(axes.collections[0].get_offsets().data).float(), draws()
    )
    (line,) = axes.lines
    torch.testing.assert_close(torch.from_numpy(line.get_xydata()).float(), track)
    assert line.get_color() == EXACT.colour
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["exact axis"]


@pytest.mark.parametrize("degrees", [0.0, 30.0, 120.0])
def test_an_ellipse_has_two_standard_deviations_along_its_axes(degrees):
    angle = torch.tensor(degrees).deg2rad().double()
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()]).reshape(2, 2)
    covariance = turn @ torch.tensor([9.0, 0.25]).double().diag() @ turn.T
    mean = torch.tensor([1.0, -2.0])
    (axes,) = cloud(draws(), ellipses={"posterior": (mean, covariance)}).axes
    (shape,) = (patch for patch in axes.patches if isinstance(patch, Ellipse))
    assert shape.center == (1.0, -2.0)
    assert (shape.width, shape.height) == pytest.approx((12.0, 2.0))
    assert shape.angle % 180 == pytest.approx(degrees)


def test_a_circle_is_drawn_round_because_both_axes_have_one_scale():
    (axes,) = cloud(draws()).axes
    assert axes.get_aspect() == 1.0
