import numpy as np
import pytest
import torch
from matplotlib.quiver import Quiver

from dlc_support.plotting import CLEAN, EXACT, RECONSTRUCTION, vector_field

POINTS = torch.cartesian_prod(torch.linspace(-1, 1, 4), torch.linspace(0, 3, 4))


def arrows(axes):
    (quiver,) = [child for child in axes.get_children() if isinstance(child, Quiver)]
    return quiver


def test_each_arrow_goes_from_the_point_to_its_estimate_at_true_scale():
    estimates = POINTS * 0.5 + 1
    (axes,) = vector_field(POINTS, {"learned": estimates}).axes
    quiver = arrows(axes)
    start = np.asarray(quiver.get_offsets())
    np.testing.assert_allclose(start, POINTS.numpy())
    np.testing.assert_allclose(start + np.stack([quiver.U, quiver.V], 1), estimates.numpy())
    assert (quiver.angles, quiver.scale_units, quiver.scale) == ("xy", "xy", 1)


def test_learned_and_exact_stand_side_by_side_in_the_same_limits():
    figure = vector_field(POINTS, {"learned": POINTS * 2, "exact": POINTS})
    learned, exact = figure.axes
    assert learned.get_xlim() == exact.get_xlim()
    assert learned.get_ylim() == exact.get_ylim()
    assert learned.get_xlim()[1] > 2
    assert learned.get_aspect() == 1
    for axes, role in ((learned, RECONSTRUCTION), (exact, EXACT)):
        assert arrows(axes).get_facecolor()[0, :3] == pytest.approx(
            np.array([int(role.colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
        )


def test_clean_points_lie_beneath():
    clean = torch.rand(50, 2)
    (axes,) = vector_field(POINTS, {"a": POINTS}, clean=clean, roles={"a": CLEAN}).axes
    (cloud,) = [child for child in axes.collections if not isinstance(child, Quiver)]
    np.testing.assert_allclose(np.asarray(cloud.get_offsets()), clean.numpy())
    assert cloud.get_zorder() < arrows(axes).get_zorder()


def test_more_than_three_panels_go_on_a_second_line():
    figure = vector_field(POINTS, dict.fromkeys("abcd", POINTS))
    assert sum(axes.get_visible() for axes in figure.axes) == 4
    assert figure.axes[0].get_subplotspec().get_gridspec().nrows == 2


def test_answers_that_do_not_fit_are_refused():
    with pytest.raises(
        ValueError, match=r"'a' must have an answer for each .* got shape \(3, 2\)"
    ):
        vector_field(POINTS, {"a": POINTS[:3]})
    with pytest.raises(ValueError, match="at least one denoiser, got none"):
        vector_field(POINTS, {})
