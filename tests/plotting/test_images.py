import numpy as np
import pytest
import torch

from dlc_support.plotting import image_grid, image_rows


def digits(count=4, channels=1, side=6):
    generator = torch.Generator().manual_seed(count)
    return torch.rand(count, channels, side, side, generator=generator)


def drawn(axes):
    (image,) = axes.images
    return np.asarray(image.get_array())


def test_each_row_holds_its_own_images_from_black_to_white():
    one, other = digits(), digits() / 2
    figure = image_rows({"one": one, "other": other})
    for axes, images in zip(figure.axes, (one, other), strict=True):
        first = drawn(axes)[:6, :6, 0]
        np.testing.assert_allclose(first, images[0, 0].numpy(), atol=1 / 255)


def test_images_are_not_interpolated_and_have_no_axes():
    (axes,) = image_rows({"one": digits()}).axes
    assert axes.images[0].get_interpolation() == "nearest"
    assert len(axes.get_xticks()) == len(axes.get_yticks()) == 0
    assert not any(spine.get_visible() for spine in axes.spines.values())


def test_the_grid_breaks_lines_like_the_lecture():
    figure = image_grid({"Original": digits(36), "Corrupted": digits(36)}, columns=12)
    heights = [drawn(axes).shape[0] for axes in figure.axes]
    assert heights == [3 * 6 + 2 * 2] * 2
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Original", "Corrupted"]


def test_errors_share_one_scale_that_is_symmetric_about_zero():
    small, large = torch.zeros(2, 1, 3, 3), torch.zeros(2, 1, 3, 3)
    small[0, 0, 0, 0], large[0, 0, 0, 0] = 0.1, -0.4
    figure = image_rows({"clean": small}, errors={"small": small, "large": large})
    bar = figure.axes[-1]
    assert [text.get_text() for text in bar.get_yticklabels()] == ["-0.4", "0", "+0.4"]
    weak, strong = (drawn(axes)[0, 0] for axes in figure.axes[1:3])
    assert weak[0] > weak[2]  # positive: reddish
    assert strong[2] > strong[0]  # the negative end: blue
    assert weak.min() > strong.min()  # a quarter of the scale is paler than its end
    np.testing.assert_allclose(drawn(figure.axes[1])[1, 1], [0.97, 0.97, 0.97], atol=0.02)


def test_errors_that_are_all_zero_can_be_drawn():
    image_rows({"clean": digits()}, errors={"none": torch.zeros(4, 1, 6, 6)}).png()


@pytest.mark.parametrize("draw", [image_rows, image_grid])
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "at least one row of images, got none"),
        ({"a": digits(4), "b": digits(3)}, "one number and size"),
        ({"a": digits(4), "b": digits(4, side=5)}, "one number and size"),
        ({"a": digits(channels=2)}, r"'a' must be grey or RGB .* got shape \(4, 2, 6, 6\)"),
    ],
)
def test_rows_that_do_not_fit_are_refused(draw, rows, message):
    with pytest.raises(ValueError, match=message):
        draw(rows)


def test_grey_and_colour_rows_may_stand_together():
    image_rows({"grey": digits(), "colour": digits(channels=3)}).png()


def test_a_grid_without_columns_is_refused():
    with pytest.raises(ValueError, match="columns must be at least 1, got 0"):
        image_grid({"a": digits()}, columns=0)
