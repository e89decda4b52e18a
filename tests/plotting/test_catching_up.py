import pytest

from dlc_support.plotting import catching_up
from dlc_support.plotting.catching_up import crossing

PLAIN = ([8, 32, 128], [1.0, 0.25, 0.0625])


def test_where_a_curve_meets_a_level_the_effort_is_written():
    figure = catching_up({"plain": PLAIN}, {"denoised": 0.125}, effort="spp", error="MSE")
    (axes,) = figure.axes
    assert axes.lines[0].get_xydata().tolist() == [[8, 1], [32, 0.25], [128, 0.0625]]
    assert "64" in [text.get_text() for text in axes.texts]
    assert {"plain", "denoised"} <= {text.get_text() for text in axes.texts}
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


@pytest.mark.parametrize(("level", "place"), [(0.25, 32.0), (1.0, 8.0), (0.01, None), (2.0, None)])
def test_a_crossing_is_where_the_error_is_the_level(level, place):
    assert crossing(PLAIN, level) == (None if place is None else pytest.approx(place))


def test_what_has_no_logarithm_is_refused():
    for curves, levels in (({}, {}), ({"a": ([0, 1], [1, 1])}, {}), ({"a": PLAIN}, {"b": 0.0})):
        with pytest.raises(ValueError, match=r"must be"):
            catching_up(curves, levels, effort="spp", error="MSE")
