import pytest
import torch
from matplotlib.colors import to_hex

from dlc_support.plotting import class_maps
from dlc_support.plotting.class_maps import COLOURS

POINTS = torch.tensor([[0.0, 0.0], [1.0, 0.0], [9.0, 9.0], [8.0, 9.0], [9.0, 8.0]])
LABELS = torch.tensor([3, 3, 7, 7, 7])


def test_each_map_has_a_panel_with_its_points_in_the_colours_of_their_classes():
    figure = class_maps({"plain": POINTS, "denoising": -POINTS}, LABELS, title="Digits")
    assert [axes.get_title("left") for axes in figure.axes] == ["plain", "denoising"]
    dots = figure.axes[1].collections[0]
    assert torch.equal(torch.tensor(dots.get_offsets(), dtype=torch.float32), -POINTS)
    colours = [to_hex(colour) for colour in dots.get_facecolors()]
    assert colours == [COLOURS[label] for label in LABELS]


def test_a_class_is_named_at_its_middle_point():
    (axes,) = class_maps({"map": POINTS}, LABELS).axes
    named = {text.get_text(): text.xy for text in axes.texts}
    assert named["7"] == (9.0, 9.0)
    assert named["3"][1] == 0.0


def test_panels_that_are_not_needed_are_hidden():
    figure = class_maps(dict.fromkeys("abc", POINTS), LABELS, columns=2)
    assert [axes.get_visible() for axes in figure.axes] == [True, True, True, False]


@pytest.mark.parametrize(
    ("maps", "labels", "message"),
    [
        ({}, LABELS, "at least one map"),
        ({"map": POINTS[:3]}, LABELS, "3 points"),
        ({"map": POINTS}, LABELS + 5, "0 to 9"),
    ],
)
def test_what_cannot_be_drawn_is_refused(maps, labels, message):
    with pytest.raises(ValueError, match=message):
        class_maps(maps, labels)
