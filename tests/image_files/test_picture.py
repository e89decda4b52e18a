from pathlib import Path

import numpy as np
import pytest
import torch

from dlc_support.image_files.picture import Header, Picture, to_images, to_samples


@pytest.mark.parametrize(("bits", "dtype"), [(8, np.uint8), (16, np.uint16)])
def test_every_level_survives_the_way_through_floating_point(bits, dtype):
    levels = np.arange(2**bits, dtype=dtype).reshape(-1, 16, 1)
    assert np.array_equal(to_samples(to_images(levels), bits), levels)


def test_images_are_channels_first_in_the_unit_interval():
    colour = np.zeros((2, 3, 3), np.uint8)
    colour[1, 2] = (0, 51, 255)
    images = Picture(colour).images()
    assert images.shape == (1, 3, 2, 3)
    assert images.dtype == torch.float32
    torch.testing.assert_close(images[0, :, 1, 2], torch.tensor([0.0, 0.2, 1.0]))


def test_samples_end_with_alpha():
    alpha = np.full((2, 3), 7, np.uint8)
    picture = Picture(np.zeros((2, 3, 3), np.uint8), alpha)
    assert picture.samples().shape == (2, 3, 4)
    assert np.array_equal(picture.samples()[:, :, 3], alpha)
    assert picture.mode == "8-bit RGB with alpha"


def test_values_outside_the_unit_interval_are_clipped():
    assert to_samples(torch.tensor([[[[-3.0, 7.0]]]]), 8).ravel().tolist() == [0, 255]


@pytest.mark.parametrize(
    ("colour", "message"),
    [
        (np.zeros((2, 2, 3)), "uint8 or uint16, got float64"),
        (np.zeros((2, 2), np.uint8), "got \\(2, 2\\)"),
        (np.zeros((2, 2, 2), np.uint8), "got \\(2, 2, 2\\)"),
    ],
)
def test_what_no_photograph_holds_is_refused(colour, message):
    with pytest.raises(ValueError, match=message):
        Picture(colour)


@pytest.mark.parametrize(
    ("about", "scale", "gib"),
    [
        (Header(1024, 1024, 3, 8, alpha=False), 1, 42 / 1024),
        (Header(1024, 1024, 3, 8, alpha=True), 2, 4 * 56 / 1024),
        (Header(1024, 1024, 1, 16, alpha=False), 1, 16 / 1024),
    ],
)
def test_what_a_photograph_needs_grows_with_its_pixels_its_bits_and_the_scale(about, scale, gib):
    about.check_memory(Path("x.png"), gib, scale=scale)
    with pytest.raises(ValueError, match=r"^x\.png has 1024 x 1024 pixels .* that --memory"):
        about.check_memory(Path("x.png"), 0.99 * gib, scale=scale)
