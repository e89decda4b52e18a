import pytest
import torch
from torch import nn

from dlc_support.models import EDSR
from dlc_support.models.residual import ResidualBlock


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


@pytest.mark.parametrize(
    ("blocks", "features", "scale", "count"),
    [
        (32, 256, 2, 40_729_603),
        (32, 256, 3, 43_680_003),
        (32, 256, 4, 43_089_923),
        (16, 64, 2, 1_369_859),
        (16, 64, 3, 1_554_499),
        (16, 64, 4, 1_517_571),
    ],
)
def test_the_number_of_weights_is_the_one_that_was_published(blocks, features, scale, count):
    with torch.device("meta"):
        model = EDSR(scale=scale, blocks=blocks, features=features)
    assert sum(weight.numel() for weight in model.parameters()) == count


def test_branches_are_scaled_down_where_the_network_is_wide():
    def scaling(**sizes):
        with torch.device("meta"):
            blocks = EDSR(blocks=2, **sizes).modules()
        return {block.scaling for block in blocks if isinstance(block, ResidualBlock)}

    assert scaling(features=256) == {0.1}
    assert scaling(features=64) == {1.0}
    assert scaling(features=64, residual_scaling=0.2) == {0.2}


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_with_a_zeroed_body_the_output_is_the_upsampled_path(scale):
    model, images = EDSR(scale=scale, blocks=2, features=8), torch.rand(2, 3, 5, 6)
    for weight in model.trunk.body.parameters():
        weight.data.zero_()
    mean = model.colour.mean
    expected = model.tail(model.upsampling(model.head(images - mean))) + mean
    torch.testing.assert_close(model(images), expected)


def test_range_1_and_range_255_give_identical_images():
    unit, images = EDSR(blocks=1, features=8), torch.rand(2, 3, 5, 6)
    whole = EDSR(blocks=1, features=8, peak=255.0)
    whole.load_state_dict(unit.state_dict())
    torch.testing.assert_close(whole(255 * images) / 255, unit(images))


def test_a_network_of_zeros_returns_the_mean_colour():
    model = EDSR(blocks=1, features=8, peak=255.0)
    for weight in model.parameters():
        weight.data.zero_()
    colours = model(torch.rand(1, 3, 4, 4) * 255)[0, :, 3, 3]
    torch.testing.assert_close(colours, 255 * torch.tensor([0.4488, 0.4371, 0.4040]))


def test_nothing_is_normalised_over_the_batch():
    kinds = {type(layer) for layer in EDSR(blocks=2, features=8).modules()}
    assert nn.BatchNorm2d not in kinds
    assert {nn.Conv2d, nn.PixelShuffle} < kinds


def test_at_the_start_a_constant_image_stays_constant_inside():
    model = EDSR(scale=4, blocks=2, features=8)
    inset = 4 * model.receptive_radius
    inside = model(torch.full((1, 3, 24, 24), 0.3))[..., inset:-inset, inset:-inset]
    assert inside.numel() > 100
    assert inside.std(dim=(2, 3)).max() < 1e-6
    plain = EDSR(scale=4, blocks=2, features=8, icnr=False)
    assert plain(torch.full((1, 3, 24, 24), 0.3))[..., inset:-inset, inset:-inset].std() > 1e-3


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_an_output_pixel_sees_the_receptive_radius_and_no_more(scale):
    model = EDSR(scale=scale, blocks=1, features=6)
    side = 2 * model.receptive_radius + 5
    middle, reach = side // 2, 0
    for pixel in range(scale * middle, scale * (middle + 1)):
        images = torch.rand(1, 3, side, side, requires_grad=True)
        model(images)[0, :, pixel, scale * middle].sum().backward()
        rows = images.grad.abs().sum(dim=(0, 1, 3)).nonzero().flatten()
        reach = max(reach, int((rows - middle).abs().max()))
    assert reach == model.receptive_radius


def test_any_side_and_any_number_of_channels_fit():
    assert EDSR(scale=3, blocks=1, features=4)(torch.zeros(1, 3, 7, 5)).shape == (1, 3, 21, 15)
    grey = EDSR(blocks=1, features=4, mean=(0.44,))
    assert grey(torch.zeros(2, 1, 3, 3)).shape == (2, 1, 6, 6)


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="scale must be 3 or a power of two from 2 on, got 5"):
        EDSR(scale=5)
    with pytest.raises(ValueError, match="features must be at least 1, got 0"):
        EDSR(features=0)
