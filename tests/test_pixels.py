import pytest
import torch

from dlc_support.pixels import luma, to_bytes


def colour(*levels):
    return torch.tensor(levels, dtype=torch.float64).reshape(1, -1, 1, 1) / 255


def test_values_are_clipped_and_half_a_level_is_rounded_up():
    values = torch.tensor([[[[-3.0, 0.5, 1.5, 127.49, 999.0]]]], dtype=torch.float64) / 255
    assert (255 * to_bytes(values)).round().flatten().tolist() == [0, 1, 2, 127, 255]


def test_the_256_levels_are_left_as_they_are():
    levels = (torch.arange(256) / 255).reshape(1, 1, 16, 16)
    assert torch.equal(to_bytes(levels), levels)


@pytest.mark.parametrize(
    ("levels", "full", "studio"),
    [
        ((255, 255, 255), 255.0, 235.0),
        ((0, 0, 0), 0.0, 16.0),
        # The three numbers of MATLAB's documentation: 65.481, 128.553 and 24.966 above black.
        ((255, 0, 0), 76.245, 81.481),
        ((0, 255, 0), 149.685, 144.553),
        ((0, 0, 255), 29.07, 40.966),
    ],
)
def test_the_luma_of_pure_colours_in_both_ranges(levels, full, studio):
    assert 255 * luma(colour(*levels)).item() == pytest.approx(full)
    assert 255 * luma(colour(*levels), studio=True).item() == pytest.approx(studio)


def test_a_grey_image_is_a_colour_image_with_equal_channels():
    grey = torch.rand(2, 1, 3, 4)
    for studio in (False, True):
        expected = luma(grey.expand(2, 3, 3, 4), studio=studio)
        torch.testing.assert_close(luma(grey, studio=studio), expected)


def test_other_numbers_of_channels_are_refused():
    with pytest.raises(ValueError, match="must have 1 or 3 channels"):
        luma(torch.zeros(1, 4, 2, 2))
