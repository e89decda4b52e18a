"""Tests of whole images: any size, in tiles without seams, and as the model was left."""

import pytest
import torch
from torch import nn
from torch.nn.functional import interpolate, max_pool2d

from dlc_support.data import photographs
from dlc_support.evaluation import restoration
from dlc_support.evaluation.restoration import FullyConvolutional, restore
from dlc_support.models import EDSR, ConvAutoencoder, UNet
from dlc_support.weights import restorer


class SmallUNet(nn.Module):
    """Two levels of pooling with skips, as the large ones have."""

    stride, scale = 4, 1
    # Convolutions of 3x3 on the way down and up: 1 + 2 + 4, then 2 + 1, and the last layer 1;
    # pooling and enlarging reach 3 pixels further each.
    receptive_radius = 17

    def __init__(self, channels=1):
        super().__init__()
        self.fine = nn.Conv2d(channels, 8, 3, padding=1)
        self.middle = nn.Conv2d(8, 8, 3, padding=1)
        self.coarse = nn.Conv2d(8, 8, 3, padding=1)
        self.up = nn.Conv2d(16, 8, 3, padding=1)
        self.out = nn.Conv2d(16, channels, 3, padding=1)
        self.drop = nn.Dropout()

    def forward(self, images):
        fine = self.fine(images).relu()
        middle = self.middle(max_pool2d(fine, 2)).relu()
        coarse = self.drop(self.coarse(max_pool2d(middle, 2)).relu())
        middle = self.up(torch.cat([interpolate(coarse, scale_factor=2), middle], 1)).relu()
        return self.out(torch.cat([interpolate(middle, scale_factor=2), fine], 1))


class Doubled(nn.Module):
    """Twice as large, by a convolution and sub-pixels."""

    stride, receptive_radius, scale = 1, 1, 2

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 12, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, images):
        return self.body(images)


class Blocks(nn.Module):
    """The largest value of each block of 4x4: shows which blocks were pooled."""

    stride, receptive_radius, scale = 4, 3, 1

    def forward(self, images):
        return interpolate(max_pool2d(images, 4), scale_factor=4)


@pytest.fixture(scope="module")
def unet():
    torch.manual_seed(0)
    return SmallUNet().eval()


def noise(*shape, seed=0):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def test_an_image_that_fits_is_what_the_model_makes_of_it(unet):
    images = noise(3, 1, 16, 24)
    torch.testing.assert_close(restore(unet, images), unet(images).detach())


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (3, 2), (5, 6), (15, 33), (17, 16)])
@pytest.mark.parametrize("tile", [None, 1, 8])
def test_every_size_comes_back_with_its_size(unet, size, tile):
    assert restore(unet, noise(2, 1, *size), tile=tile).shape == (2, 1, *size)
    assert restore(Doubled(), noise(1, 3, *size), tile=tile).shape == (
        1, 3, 2 * size[0], 2 * size[1],
    )  # fmt: skip


def test_odd_sides_are_continued_by_reflection_and_cropped(unet):
    images = noise(1, 1, 13, 15)
    continued = nn.functional.pad(images, (0, 1, 0, 3), mode="reflect")
    expected = unet(continued)[:, :, :13, :15].detach()
    torch.testing.assert_close(restore(unet, images), expected)


def test_an_image_smaller_than_what_is_missing_runs_back_and_forth():
    model = Blocks()
    model.stride = 16
    seen = []
    model.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    restore(model, torch.tensor([[[[1.0, 2.0, 3.0]]]]))
    assert seen[0][0, 0, 0].tolist() == [1, 2, 3, 2] * 4
    assert torch.equal(seen[0], seen[0][:, :, :1].expand(1, 1, 16, 16))


@pytest.mark.parametrize("tile", [4, 8, 20])
@pytest.mark.parametrize("size", [(48, 64), (45, 63), (3, 50)])
def test_tiles_with_the_receptive_field_around_them_give_the_untiled_result(unet, size, tile):
    images = noise(2, 1, *size)
    tiled = restore(unet, images, tile=tile, margin=unet.receptive_radius)
    torch.testing.assert_close(tiled, restore(unet, images), atol=1e-5, rtol=0)


def test_tiles_of_an_enlarged_image_give_the_untiled_result():
    torch.manual_seed(1)
    model, images = Doubled(), noise(1, 3, 19, 26)
    tiled = restore(model, images, tile=7, margin=1)
    torch.testing.assert_close(tiled, restore(model, images), atol=1e-5, rtol=0)


def test_no_margin_leaves_seams(unet):
    images = noise(1, 1, 48, 48)
    difference = (restore(unet, images, tile=16, margin=0) - restore(unet, images)).abs()
    assert difference[..., 15:17].max() > 1e-3


@pytest.mark.parametrize(("tile", "margin"), [(6, 0), (5, 3), (1, 1), (4, 6)])
def test_every_tile_begins_on_the_grid_of_the_whole(tile, margin):
    images = noise(1, 1, 21, 30)
    assert torch.equal(
        restore(Blocks(), images, tile=tile, margin=margin), restore(Blocks(), images)
    )


def test_a_tile_reads_its_margin_and_no_more():
    model = Blocks()
    shapes = []
    model.register_forward_pre_hook(lambda module, inputs: shapes.append(inputs[0].shape[2:]))
    restore(model, noise(1, 1, 64, 64), tile=16, margin=5)
    assert max(shapes) == (16 + 2 * 8, 16 + 2 * 8)
    assert min(shapes) == (16 + 8, 16 + 8)  # in a corner there is nothing to read beyond


def test_the_margin_is_the_receptive_radius_but_not_more_than_the_default():
    model = Blocks()
    shapes = []
    model.register_forward_pre_hook(lambda module, inputs: shapes.append(inputs[0].shape[3]))
    restore(model, noise(1, 1, 4, 400), tile=4)
    assert max(shapes) == 4 + 2 * 4
    model.receptive_radius = 1000
    restore(model, noise(1, 1, 4, 400), tile=4)
    assert max(shapes) == 4 + 2 * restoration.MARGIN


def test_many_images_go_through_in_parts(monkeypatch):
    model, images = SmallUNet(), noise(5, 1, 8, 8)
    expected = restore(model, images)
    seen = []
    model.register_forward_pre_hook(lambda module, inputs: seen.append(len(inputs[0])))
    monkeypatch.setattr(restoration, "PIXELS", 2 * 64)
    torch.testing.assert_close(restore(model, images), expected)
    assert seen == [2, 2, 1]


def test_no_images_give_no_images(unet):
    assert restore(unet, torch.zeros(0, 1, 8, 9)).shape == (0, 1, 8, 9)


def test_it_runs_in_evaluation_mode_without_gradients_and_puts_every_mode_back():
    model = SmallUNet().train()
    model.middle.eval()
    first, second = restore(model, noise(1, 1, 16, 16)), restore(model, noise(1, 1, 16, 16))
    assert torch.equal(first, second)
    assert not first.requires_grad
    assert model.training
    assert model.drop.training
    assert not model.middle.training


def test_precision_follows_the_images(unet):
    assert restore(unet, noise(1, 1, 8, 8).double()).dtype == torch.float64


def test_progress_is_shown_only_on_demand(unet, capsys):
    restore(unet, noise(1, 1, 8, 8), tile=4)
    assert capsys.readouterr().err == ""
    restore(unet, noise(1, 1, 8, 8), tile=4, progress=True)
    assert "/4" in capsys.readouterr().err


def test_a_fully_convolutional_network_is_recognised(unet):
    assert isinstance(unet, FullyConvolutional)
    assert not isinstance(nn.Conv2d(1, 1, 3), FullyConvolutional)


def test_a_network_for_a_fixed_size_is_refused():
    with pytest.raises(TypeError, match=r"got ConvAutoencoder; .* denoiser\(model\)"):
        restore(ConvAutoencoder(), noise(1, 1, 28, 28))


def test_a_model_whose_output_is_not_what_it_says_is_refused():
    model = Doubled()
    model.scale = 3
    with pytest.raises(ValueError, match="must give 3 pixels per input pixel"):
        restore(model, noise(1, 3, 4, 4))


@pytest.mark.parametrize(
    ("images", "options", "message"),
    [
        (torch.zeros(1, 8, 8), {}, r"shape \(N, C, H, W\)"),
        (torch.zeros(1, 1, 0, 8), {}, "at least one pixel"),
        (torch.zeros(1, 1, 8, 8, dtype=torch.uint8), {}, "floating point, got torch.uint8"),
        (torch.zeros(1, 1, 8, 8), {"tile": 0}, "tile must be at least 1, got 0"),
        (torch.zeros(1, 1, 8, 8), {"margin": -1}, "margin must be at least 0, got -1"),
    ],
)
def test_wrong_arguments_are_named(unet, images, options, message):
    with pytest.raises(ValueError, match=message):
        restore(unet, images, **options)


def test_tiles_of_the_sources_unet_give_the_untiled_result():
    torch.manual_seed(2)
    model, images = UNet(1), noise(1, 1, 30, 380)
    whole = restore(model, images)
    exact = restore(model, images, tile=64, margin=model.receptive_radius)
    torch.testing.assert_close(exact, whole, atol=1e-5, rtol=0)
    assert (restore(model, images, tile=64, margin=0) - whole).abs().max() > 1e-3


def test_tiles_of_an_enlarging_network_give_the_untiled_result():
    torch.manual_seed(3)
    model, images = EDSR(scale=2, blocks=3, features=8), noise(1, 3, 21, 40)
    exact = restore(model, images, tile=10, margin=model.receptive_radius)
    torch.testing.assert_close(exact, restore(model, images), atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", ["unet-grey", "unet-colour", "unet-noise2noise"])
def test_at_the_default_margin_trained_weights_differ_by_less_than_a_level(name):
    model, channels = restorer(name)
    photograph = photographs(channels=channels, part="test", embedded=True)[0]
    strip = photograph[:, :, 100:164, :416]
    generator = torch.Generator().manual_seed(0)
    noisy = strip + 50 / 255 * torch.randn(strip.shape, generator=generator)
    whole = restore(model, noisy)
    assert (restore(model, noisy, tile=128) - whole).abs().max() < 1 / 255
    assert (restore(model, noisy, tile=128, margin=0) - whole).abs().max() > 1 / 255
