"""The U-Net: the source's table line by line, and how far its pixels see."""

import pytest
import torch
from torch import Tensor

from dlc_support.models import UNet

# The source's table: channels of each line; n and m are those of input and output.
TABLE = [
    ("enc_conv0", 48), ("enc_conv1", 48), ("pool1", 48), ("enc_conv2", 48), ("pool2", 48),
    ("enc_conv3", 48), ("pool3", 48), ("enc_conv4", 48), ("pool4", 48), ("enc_conv5", 48),
    ("pool5", 48), ("enc_conv6", 48), ("upsample5", 48), ("concat5", 96), ("dec_conv5a", 96),
    ("dec_conv5b", 96), ("upsample4", 96), ("concat4", 144), ("dec_conv4a", 96),
    ("dec_conv4b", 96), ("upsample3", 96), ("concat3", 144), ("dec_conv3a", 96),
    ("dec_conv3b", 96), ("upsample2", 96), ("concat2", 144), ("dec_conv2a", 96),
    ("dec_conv2b", 96), ("upsample1", 96), ("concat1", 96 + 3), ("dec_conv1a", 64),
    ("dec_conv1b", 32), ("dec_conv1c", 3),
]  # fmt: skip


def built(*channels: int) -> UNet:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return UNet(*channels)


def lines(model: UNet, images: Tensor) -> list[tuple[str, Tensor]]:
    return [(name, values.clone()) for name, values in model.layers(images)]


def test_the_layers_are_the_lines_of_the_table() -> None:
    made = lines(built(3), torch.rand(1, 3, 64, 32))
    assert [(name, values.shape[1]) for name, values in made] == TABLE


def test_each_level_has_half_the_side_of_the_one_above() -> None:
    side = 64
    for name, values in lines(built(1), torch.rand(1, 1, 64, 32)):
        side = side // 2 if name.startswith("pool") else side
        side = side * 2 if name.startswith("upsample") else side
        assert values.shape[2:] == (side, side // 2), name


@pytest.mark.parametrize(("channels", "count"), [((3, 3), 991_203), ((1, 1), 988_609)])
def test_it_has_as_many_parameters_as_the_source_says(channels, count) -> None:
    assert sum(weight.numel() for weight in built(*channels).parameters()) == count


def test_skip_connections_hand_over_what_was_pooled_and_the_input_itself() -> None:
    images = torch.rand(2, 1, 32, 32)
    made = dict(lines(built(1), images))
    for level in (2, 3, 4, 5):
        assert torch.equal(made[f"concat{level}"][:, -48:], made[f"pool{level - 1}"])
    assert torch.equal(made["concat1"][:, -1:], images)


def test_upsampling_repeats_pixels_and_pooling_takes_the_largest() -> None:
    made = dict(lines(built(1), torch.rand(1, 1, 32, 32)))
    repeated = made["dec_conv3b"].repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
    assert torch.equal(made["upsample2"], repeated)
    windows = made["enc_conv2"].unfold(2, 2, 2).unfold(3, 2, 2)
    assert torch.equal(made["pool2"], windows.amax(dim=(4, 5)))


def test_all_layers_but_the_last_are_leaky_below_zero() -> None:
    model, images = built(1), torch.rand(1, 1, 32, 32) - 0.5
    plain = model.enc_conv0(images)
    assert torch.equal(dict(lines(model, images))["enc_conv0"], torch.where(
        plain > 0, plain, 0.1 * plain
    ))  # fmt: skip
    with torch.no_grad():
        model.dec_conv1c.bias.fill_(-100.0)
    assert model(images).max() < -90


def test_the_first_weights_keep_the_size_of_the_signal() -> None:
    for name, layer in built(3).named_children():
        taps = layer.in_channels * 9
        gain = 1.0 if name == "dec_conv1c" else 2 / 1.01
        assert layer.weight.var().item() == pytest.approx(gain / taps, rel=0.15), name
        assert not layer.bias.any()


def test_an_output_pixel_sees_as_far_as_it_says_and_no_farther() -> None:
    model, side = built(1), 384
    # Weights above 0 and one glaring pixel: whatever is connected to it grows.
    with torch.no_grad():
        for weight in model.parameters():
            weight.abs_().add_(1e-4)
    images, places = torch.zeros(3, 1, side, 32), (160, 191)
    images[0, 0, 160] = images[1, 0, 191] = 1e3
    with torch.no_grad():
        *lit, dark = model(images)[:, 0, :, 0]
    reached = []
    for bright, place in zip(lit, places, strict=True):
        rows = ((bright - dark) > 1).nonzero()
        reached.append(max(place - rows.min(), rows.max() - place).item())
    assert max(reached) == UNet.receptive_radius


def test_more_channels_can_come_in_than_go_out() -> None:
    model = built(9, 3)
    assert model(torch.rand(1, 9, 32, 32)).shape == (1, 3, 32, 32)


def test_sides_that_cannot_be_halved_five_times_are_refused() -> None:
    with pytest.raises(ValueError, match=r"multiples of 32, got shape \(1, 1, 33, 64\)"):
        built(1)(torch.zeros(1, 1, 33, 64))


@pytest.mark.parametrize("channels", [(0,), (1, 0)])
def test_counts_below_one_are_refused(channels) -> None:
    with pytest.raises(ValueError, match="must be at least 1, got 0"):
        UNet(*channels)


def test_a_shift_by_the_stride_shifts_the_inside_alike() -> None:
    model, images = built(1), torch.rand(1, 1, 288, 32)
    with torch.no_grad():
        whole, lower = model(images), model(images[:, :, 32:])
    torch.testing.assert_close(whole[:, :, 224:], lower[:, :, 192:], atol=1e-5, rtol=1e-4)
