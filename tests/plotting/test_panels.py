import pytest
import torch

from dlc_support.plotting import image_panels

SMALL, LARGE = torch.rand(1, 3, 6, 9), torch.rand(1, 3, 12, 18)


def drawn(figure):
    return [axes.images[0].get_array() for axes in figure.axes]


def test_every_image_has_a_panel_of_its_own_with_its_pixels_and_its_name():
    figure = image_panels([{"small": SMALL, "large\n31 dB": LARGE}], title="Set")
    small, large = drawn(figure)
    assert small.shape == (6, 9, 3)
    assert large.shape == (12, 18, 3)
    assert torch.allclose(torch.tensor(small), SMALL[0].permute(1, 2, 0), atol=1e-6)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["small", "large\n31 dB"]


def test_panels_are_equally_wide_whatever_their_pixels():
    figure = image_panels([{"small": SMALL, "large": LARGE}, {"a": LARGE, "b": SMALL}])
    figure.draw_without_rendering()
    widths = [axes.get_window_extent().width for axes in figure.axes]
    assert max(widths) - min(widths) < 1


def test_grey_values_are_drawn_between_the_ends_of_the_span():
    grey = torch.tensor([[[[1.0, 2.0, 4.0]]]])
    (values,) = drawn(image_panels([{"counts": grey}], span=(1, 4)))
    assert values[0, :, 0].tolist() == pytest.approx([0.0, 1 / 3, 1.0], abs=0.01)


def test_what_is_not_one_image_is_refused():
    with pytest.raises(ValueError, match=r"'two' must be one image.*\(2, 1, 3, 3\)"):
        image_panels([{"two": torch.zeros(2, 1, 3, 3)}])
    with pytest.raises(ValueError, match="equally many images"):
        image_panels([{"a": SMALL}, {"a": SMALL, "b": SMALL}])
    with pytest.raises(ValueError, match="equally many images"):
        image_panels([])
