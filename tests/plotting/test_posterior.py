from types import SimpleNamespace

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from dlc_support.plotting import CLEAN, CORRUPTED, EXACT, RECONSTRUCTION, posterior_panel
from dlc_support.plotting.style import SECOND


def posterior(count=7, seed=0):
    clean = torch.rand(count, 2, generator=torch.Generator().manual_seed(seed))
    return SimpleNamespace(clean=clean, observation=torch.tensor([2.0, 0.5]), mean=clean.mean(0))


def clouds(axes):
    """Colour and points of what is drawn, in order."""
    return [
        (
            (one.get_facecolor() if len(one.get_facecolor()) else one.get_edgecolor())[0, :3],
            np.asarray(one.get_offsets()),
        )
        for one in axes.collections
    ]


def test_observation_is_blue_its_clean_points_red_and_their_mean_green():
    one = posterior()
    (axes,) = posterior_panel({"far": one}).axes
    expected = [
        (CORRUPTED, one.observation[None]),
        (CLEAN, one.clean),
        (RECONSTRUCTION, one.mean[None]),
    ]
    for (colour, points), (role, given) in zip(clouds(axes), expected, strict=True):
        assert colour == pytest.approx(np.array(to_rgb(role.colour)))
        np.testing.assert_allclose(points, given.numpy())


def test_the_exact_mean_is_a_hollow_mark_that_hides_nothing():
    (axes,) = posterior_panel({"far": posterior()}, exact={"far": torch.tensor([0.4, 0.6])}).axes
    mark = axes.collections[-1]
    assert len(mark.get_facecolor()) == 0
    assert mark.get_edgecolor()[0, :3] == pytest.approx(np.array(to_rgb(EXACT.colour)))
    np.testing.assert_allclose(np.asarray(mark.get_offsets()), [[0.4, 0.6]], rtol=1e-6)


def test_a_network_has_a_mark_of_its_own_beside_the_exact_mean():
    marks = {"exact": {"far": torch.tensor([0.4, 0.6])}, "learned": {"far": torch.zeros(2)}}
    figure = posterior_panel({"far": posterior()}, **marks)
    mark = figure.axes[0].collections[-1]
    np.testing.assert_allclose(np.asarray(mark.get_offsets()), [[0.0, 0.0]])
    assert mark.get_facecolor()[0, :3] == pytest.approx(np.array(to_rgb(SECOND.colour)))
    assert figure.legends[0].get_texts()[-1].get_text() == "network"


def test_all_panels_share_their_limits_and_one_legend_names_the_marks():
    figure = posterior_panel({"a": posterior(), "b": posterior(seed=1)}, clean=torch.rand(9, 2))
    first, second = figure.axes
    assert first.get_xlim() == second.get_xlim()
    assert first.get_xlim()[1] > 2
    (legend,) = figure.legends
    assert len(legend.get_texts()) == 3


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="at least one posterior, got none"):
        posterior_panel({})
    with pytest.raises(ValueError, match="'a' must have at least one draw, got none"):
        posterior_panel({"a": posterior(count=0)})
    with pytest.raises(ValueError, match=r"exact names panels that are not there: \['b'\]"):
        posterior_panel({"a": posterior()}, exact={"b": torch.zeros(2)})
    with pytest.raises(ValueError, match=r"learned names panels that are not there: \['b'\]"):
        posterior_panel({"a": posterior()}, learned={"b": torch.zeros(2)})
