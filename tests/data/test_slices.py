"""A folder of slices becomes images of one size."""

import pytest
import torch
from PIL import Image

from dlc_support.data.slices import slices


def folder_of(tmp_path, *arrays):
    for number, array in enumerate(arrays):
        Image.fromarray(array.numpy()).save(tmp_path / f"slice-{number}.png")
    return tmp_path


def picture(height, width, value=200):
    return torch.full((height, width), value, dtype=torch.uint8)


def test_slices_of_any_size_become_one_split(tmp_path):
    found = slices(folder_of(tmp_path, picture(40, 32), picture(32, 32)), side=16)
    assert found.inputs.shape == (2, 1, 16, 16)
    assert found.inputs.dtype == torch.float32
    assert found.range == "unit"
    assert found.name == tmp_path.name
    assert "2 slices" in found.source


def test_the_margins_are_black_and_the_picture_stays_in_the_middle(tmp_path):
    only = slices(folder_of(tmp_path, picture(32, 16, 255)), side=32).inputs[0, 0]
    assert torch.equal(only[:, 8:24], torch.ones(32, 16))
    assert only[:, :8].sum() == only[:, 24:].sum() == 0


def test_a_pixel_is_the_mean_over_its_part(tmp_path):
    large = (torch.arange(64).reshape(8, 8) * 4).to(torch.uint8)
    small = slices(folder_of(tmp_path, large), side=4).inputs[0, 0]
    expected = large.float().reshape(4, 2, 4, 2).mean((1, 3)) / 255
    torch.testing.assert_close(small, expected)


def test_colour_becomes_grey(tmp_path):
    Image.new("RGB", (8, 8), (255, 255, 255)).save(tmp_path / "white.png")
    torch.testing.assert_close(slices(tmp_path, side=8).inputs, torch.ones(1, 1, 8, 8))


def test_what_cannot_be_used_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"at least side = 16 pixels one way, got \(8, 9\)"):
        slices(folder_of(tmp_path, picture(8, 9)), side=16)
    with pytest.raises(ValueError, match="side must be at least 1, got 0"):
        slices(tmp_path, side=0)
