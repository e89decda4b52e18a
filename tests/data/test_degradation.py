"""Making images small and large again."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from dlc_support.data import cropped, downscaled, low_resolution, to_bytes, upscaled
from dlc_support.data.degradation import KERNELS
from dlc_support.evaluation import psnr

PILLOW = {
    "nearest": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


def noise(*shape: int) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(0))


def pillow(image: Tensor, height: int, width: int, method: str) -> Tensor:
    resized = Image.fromarray(image.numpy()).resize((width, height), PILLOW[method])
    return torch.from_numpy(np.array(resized))


def interior(images: Tensor, border: int) -> Tensor:
    return images[..., border:-border, border:-border]


@pytest.mark.parametrize("factor", [2, 3, 4])
@pytest.mark.parametrize("method", KERNELS)
def test_downscaling_agrees_with_pillow_away_from_the_border(method: str, factor: int):
    image = noise(1, 1, 60, 48)
    theirs = pillow(image[0, 0], 60 // factor, 48 // factor, method)
    ours = downscaled(image, factor, method)[0, 0]
    assert torch.allclose(interior(ours, 3), interior(theirs, 3), atol=1e-6)


@pytest.mark.parametrize("factor", [2, 3, 4])
@pytest.mark.parametrize("method", KERNELS)
def test_upscaling_agrees_with_pillow_away_from_the_border(method: str, factor: int):
    image = noise(1, 1, 12, 15)
    theirs = pillow(image[0, 0], 12 * factor, 15 * factor, method)
    ours = upscaled(image, factor, method)[0, 0]
    assert torch.allclose(interior(ours, 3 * factor), interior(theirs, 3 * factor), atol=1e-6)


def test_beyond_the_border_the_image_is_reflected_with_its_border_pixel():
    image = noise(1, 2, 8, 12)
    wide = torch.cat([image.flip(-1), image, image.flip(-1)], dim=-1)
    wide = torch.cat([wide.flip(-2), wide, wide.flip(-2)], dim=-2)
    assert torch.allclose(downscaled(image, 2), downscaled(wide, 2)[..., 4:8, 6:12], atol=1e-6)


def test_the_libraries_bicubic_without_antialiasing_is_another_kernel():
    image = noise(1, 1, 24, 24)
    theirs = functional.interpolate(image, scale_factor=2, mode="bicubic")
    assert (upscaled(image, 2) - theirs).abs().max() > 0.01


def test_antialiasing_averages_fine_stripes_and_its_absence_keeps_a_false_one():
    stripes = (torch.arange(24) % 3 == 0).float().expand(1, 1, 24, 24)
    assert torch.allclose(interior(downscaled(stripes, 3), 3), torch.tensor(1 / 3), atol=1e-6)
    bare = interior(downscaled(stripes, 3, antialias=False), 3)
    assert torch.allclose(bare, torch.tensor(0.0), atol=1e-6)


def test_antialiasing_changes_the_number_that_bicubic_gets():
    smooth = upscaled(noise(1, 3, 24, 24), 2, "lanczos").clamp(0, 1)
    bicubic, bare = (
        psnr(upscaled(downscaled(smooth, 2, antialias=one), 2), smooth).item()
        for one in (True, False)
    )
    assert abs(bicubic - bare) > 0.5


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_nearest_with_antialiasing_is_the_mean_of_each_block(factor: int):
    image = noise(2, 3, 24, 12)
    pooled = functional.avg_pool2d(image, factor)
    assert torch.allclose(downscaled(image, factor, "nearest"), pooled, atol=1e-6)


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_nearest_without_antialiasing_takes_one_pixel_and_upscaling_repeats_it(factor: int):
    image = noise(1, 1, 12, 12)
    repeated = image.repeat_interleave(factor, -1).repeat_interleave(factor, -2)
    assert torch.equal(upscaled(image, factor, "nearest"), repeated)
    middle = image[..., factor // 2 :: factor, factor // 2 :: factor]
    assert torch.equal(downscaled(image, factor, "nearest", antialias=False), middle)


@pytest.mark.parametrize("method", KERNELS)
@pytest.mark.parametrize("antialias", [True, False])
def test_a_constant_image_stays_constant(method: str, antialias: bool):
    image = torch.full((1, 1, 12, 6), 0.3)
    small = downscaled(image, 3, method, antialias=antialias)
    assert torch.allclose(small, torch.tensor(0.3), atol=1e-6)
    assert torch.allclose(upscaled(image, 3, method), torch.tensor(0.3), atol=1e-6)


def test_a_ramp_keeps_its_places():
    ramp = ((torch.arange(32) + 0.5) / 32).expand(1, 1, 32, 32)
    small = ((torch.arange(16) + 0.5) / 16).expand(1, 1, 16, 16)
    assert torch.allclose(interior(downscaled(ramp, 2), 3), interior(small, 3), atol=1e-6)
    assert torch.allclose(interior(upscaled(small, 2), 6), interior(ramp, 6), atol=1e-6)


def test_bytes_are_clipped_and_half_a_step_is_rounded_up():
    values = torch.tensor([-0.2, 0.5 / 255, 1.49 / 255, 0.5, 1.3]).view(1, 1, 1, 5)
    assert (255 * to_bytes(values)).round().flatten().tolist() == [0, 1, 1, 128, 255]
    assert torch.equal(to_bytes(to_bytes(values)), to_bytes(values))


def test_small_images_are_bicubic_in_bytes():
    image = noise(1, 3, 12, 12)
    assert torch.equal(low_resolution(image, 2), to_bytes(downscaled(image, 2, "bicubic")))


def test_sides_that_are_no_multiple_are_refused_with_advice():
    with pytest.raises(ValueError, match=r"multiples of 4, got 10x12; cropped"):
        downscaled(noise(1, 1, 10, 12), 4)
    assert downscaled(cropped(noise(1, 1, 10, 12), 4), 4).shape[-2:] == (2, 3)


def test_unknown_methods_and_factors_are_refused():
    with pytest.raises(ValueError, match="factor must be at least 1, got 0"):
        upscaled(noise(1, 1, 4, 4), 0)
    with pytest.raises(ValueError, match=r"method must be one of .* got 'cubic'"):
        upscaled(noise(1, 1, 4, 4), 2, "cubic")
