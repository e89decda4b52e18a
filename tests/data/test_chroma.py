"""Subsampled chroma: what is kept, what is averaged, and that JPEG does the same."""

from io import BytesIO

import numpy as np
import pytest
import torch
from PIL import Image

from dlc_support.data import chroma_subsampled, photographs
from dlc_support.pixels import luma

NOISE = torch.rand(2, 3, 6, 8, generator=torch.Generator().manual_seed(0))


def test_the_luma_is_kept():
    torch.testing.assert_close(luma(chroma_subsampled(NOISE)), luma(NOISE))


def test_grey_images_and_images_of_one_colour_stay_as_they_are():
    grey = NOISE[:, :1]
    torch.testing.assert_close(chroma_subsampled(grey), grey)
    grey_in_three = grey.expand(-1, 3, -1, -1)
    torch.testing.assert_close(chroma_subsampled(grey_in_three), grey_in_three)
    red = torch.tensor([0.9, 0.1, 0.2]).view(1, 3, 1, 1).expand(1, 3, 6, 8)
    torch.testing.assert_close(chroma_subsampled(red), red)


def test_one_block_of_four_pixels_has_one_chroma():
    block = NOISE[:, :, :2, :2]
    made = chroma_subsampled(block)
    chroma = made - luma(made)
    mean = (block - luma(block)).mean(dim=(2, 3), keepdim=True)
    torch.testing.assert_close(chroma, mean.expand_as(chroma))


def test_it_is_what_a_jpeg_file_under_4_2_0_loses():
    picture = photographs(channels=3, embedded=True)[2][:, :, 32:160, 32:160]

    def through_a_file(subsampling: str) -> torch.Tensor:
        pixels = (255 * picture[0]).round().byte().permute(1, 2, 0).numpy()
        file = BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=100, subsampling=subsampling)
        read = np.array(Image.open(file))
        return torch.from_numpy(read).permute(2, 0, 1)[None].float() / 255

    ours = chroma_subsampled(picture).clamp(0, 1)
    assert (through_a_file("4:2:0") - ours).abs().mean() < 1.0 / 255
    assert (ours - picture).abs().mean() > 1.5 * (through_a_file("4:4:4") - picture).abs().mean()


def test_odd_sides_are_refused():
    with pytest.raises(ValueError, match="multiples of 2, got 5x8"):
        chroma_subsampled(NOISE[:, :, :5])
