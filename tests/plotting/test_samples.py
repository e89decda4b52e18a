import pytest
import torch

from dlc_support.plotting import EXACT, RECONSTRUCTION, sample_panels

POINTS = torch.rand(9, 2)


def test_each_law_has_a_panel_with_its_points_and_name():
    figure = sample_panels(
        {"truth": POINTS, "flow": POINTS + 1, "VAE": POINTS, "GAN": POINTS},
        roles={"truth": EXACT},
        title="Ring",
    )
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title("left") for axes in shown] == ["truth", "flow", "VAE", "GAN"]
    drawn = torch.tensor(shown[1].lines[0].get_xydata(), dtype=torch.float32)
    assert torch.equal(drawn, POINTS + 1)
    colours = [axes.lines[0].get_color() for axes in shown]
    assert colours == [EXACT.colour, *[RECONSTRUCTION.colour] * 3]
    assert len({axes.get_xlim() for axes in shown}) == 1


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one law"):
        sample_panels({})
