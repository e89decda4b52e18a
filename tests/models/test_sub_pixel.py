import pytest
import torch
from torch import nn
from torch.nn import functional

from dlc_support.models.sub_pixel import SubPixel, equal_pixels


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def unevenness(upsampling, inset):
    inside = upsampling(torch.ones(1, 6, 9, 9))[..., inset:-inset, inset:-inset]
    return inside.std(dim=(2, 3)).max().item()


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_a_constant_stays_constant_inside_with_equal_pixels_only(scale):
    assert unevenness(SubPixel(6, scale), 2 * scale) < 1e-6
    assert unevenness(SubPixel(6, scale, icnr=False), 2 * scale) > 0.01


@pytest.mark.parametrize("factor", [2, 3])
def test_at_the_start_it_is_nearest_neighbour_upsampling_of_one_convolution(factor):
    upsampling, maps = SubPixel(6, factor), torch.randn(2, 6, 5, 7)
    wide = upsampling[0]
    one = functional.conv2d(maps, wide.weight[:: factor**2], wide.bias[:: factor**2], padding=1)
    nearest = functional.interpolate(one, scale_factor=factor, mode="nearest")
    torch.testing.assert_close(upsampling(maps), nearest)


def test_four_times_is_two_stages_of_two():
    kinds = [(type(layer), getattr(layer, "upscale_factor", None)) for layer in SubPixel(4, 4)]
    assert kinds == [(nn.Conv2d, None), (nn.PixelShuffle, 2)] * 2
    assert len(SubPixel(4, 8)) == 6


def test_groups_must_be_whole():
    with pytest.raises(ValueError, match="multiple of 9 output channels, got 8"):
        equal_pixels(nn.Conv2d(2, 8, 3), 3)


@pytest.mark.parametrize("scale", [-2, 0, 1, 5, 6])
def test_other_scales_are_refused(scale):
    with pytest.raises(ValueError, match=f"scale must be 3 or a power of two .*, got {scale}"):
        SubPixel(4, scale)
