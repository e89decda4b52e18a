from math import pi

import pytest
import torch
from torch import Generator

from dlc_support.data import Split, mnist, photographs, varied
from dlc_support.data.digit_variants import LEAST_CONTRAST, composited, patches_of, turned

DIGITS = mnist(embedded=True).test
SUM = 255.0


def levels(split):
    return split.inputs.mul(SUM).round().long()


def test_the_same_seed_makes_the_same_and_another_another():
    one, same, other = (
        varied(DIGITS, rotated=True, background="noise", seed=seed).inputs for seed in (0, 0, 1)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_the_parts_of_a_data_set_do_not_share_their_draws():
    parts = [
        varied(Split(torch.zeros(5, 1, 8, 8), name=f"x {part}", range="unit"), background="noise")
        for part in ("train", "test")
    ]
    assert not torch.equal(parts[0].inputs, parts[1].inputs)


# The sums of grey levels of the first hundred: what a seed makes never changes unnoticed.
@pytest.mark.parametrize(
    ("how", "checksum"),
    [
        ({"rotated": True}, 3_198_678),
        ({"background": "noise"}, 11_604_994),
        ({"background": "noise", "compositing": "max"}, 11_397_664),
        ({"background": "noise", "compositing": "fill", "rotated": True}, 10_419_461),
        ({"background": "photographs"}, 10_087_047),
    ],
)
def test_checksums(how, checksum):
    made = levels(varied(DIGITS.take(100), **how)).sum().item()
    assert made == pytest.approx(checksum, abs=50)  # processors round a rotation differently


def test_quarter_turns_are_exact():
    images = torch.rand(4, 1, 9, 9, generator=Generator().manual_seed(0))
    made = turned(images, torch.arange(4) * pi / 2)
    for quarter in range(4):
        wanted = torch.rot90(images[quarter], quarter, dims=(1, 2))
        assert torch.allclose(made[quarter], wanted, atol=1e-5)


def test_a_spline_turns_the_same_way_and_overshoots():
    images, angles = DIGITS.inputs[:20], torch.full((20,), 0.7)
    linear, cubic = turned(images, angles), turned(images, angles, "spline")
    assert torch.corrcoef(torch.stack([linear.flatten(), cubic.flatten()]))[0, 1] > 0.97
    assert cubic.min() >= 0
    assert cubic.max() <= 1
    # A halo: values that are neither black nor ink, far from the stroke.
    assert ((cubic > 0) & (cubic < 0.02)).sum() > 2 * ((linear > 0) & (linear < 0.02)).sum()


def test_the_angles_are_uniform():
    bar = torch.zeros(4000, 1, 15, 15)
    bar[:, :, :7, 7] = 1  # from the middle upwards: where it points tells the angle
    made = varied(Split(bar, name="bar", range="unit"), rotated=True).inputs[:, 0]
    y, x = torch.meshgrid(torch.arange(15) - 7.0, torch.arange(15) - 7.0, indexing="ij")
    angle = torch.atan2((made * y).sum((1, 2)), (made * x).sum((1, 2)))
    assert torch.histc(angle, 8, -pi, pi).div(500).sub(1).abs().max() < 0.2


def test_the_background_is_uniform_where_no_digit_is():
    black = Split(torch.zeros(200, 1, 28, 28), name="black", range="unit")
    for how in ("alpha", "max", "fill"):
        noise = varied(black, background="noise", compositing=how).inputs
        assert torch.histc(noise, 10, 0, 1).div(noise.numel() / 10).sub(1).abs().max() < 0.05


def test_compositing_by_hand():
    digit, behind = torch.tensor([0.0, 0.2, 1.0]), torch.tensor([0.6, 0.6, 0.6])
    for how, wanted in (
        ("alpha", [0.6, 0.68, 1.0]),
        ("max", [0.6, 0.6, 1.0]),
        ("fill", [0.6, 0.2, 1.0]),
    ):
        made = composited(digit.view(1, 1, 1, 3), behind.view(1, 1, 1, 3), how)
        assert torch.allclose(made.flatten(), torch.tensor(wanted))


def test_ink_stays_ink_and_grey_levels_are_those_of_a_file():
    made = varied(DIGITS, background="photographs").inputs
    assert (made >= DIGITS.inputs - 0.5 / 255).all()
    assert torch.allclose(made * 255, (made * 255).round(), atol=1e-4)


def test_each_patch_is_a_piece_of_a_photograph_with_contrast():
    pictures = photographs(channels=1, embedded=True)
    made = patches_of(pictures, torch.Size((50, 1, 28, 28)), Generator().manual_seed(0))
    assert made.flatten(1).std(dim=1).min() >= LEAST_CONTRAST
    whole = [picture[0, 0] for picture in pictures]
    found = [
        any(
            (one.unfold(0, 28, 1).unfold(1, 28, 1)[:, :, 0, 0] == patch[0, 0, 0]).any()
            for one in whole
        )
        for patch in made[:5]
    ]
    assert all(found)


def test_flat_photographs_have_no_patches():
    from dlc_support.data import Photographs

    flat = Photographs([torch.zeros(1, 40, 40, dtype=torch.uint8)], "flat")
    with pytest.raises(ValueError, match="with some contrast, got flat"):
        varied(DIGITS.take(2), background="photographs", pictures=flat)
    small = Photographs([torch.zeros(1, 20, 40, dtype=torch.uint8)], "small")
    with pytest.raises(ValueError, match="at least 28x28"):
        varied(DIGITS.take(2), background="photographs", pictures=small)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"background": "sand"}, "background must be one of .* got 'sand'"),
        ({"compositing": "add"}, "compositing must be one of"),
        ({"interpolation": "nearest"}, "interpolation must be one of"),
    ],
)
def test_bad_arguments(how, words):
    with pytest.raises((TypeError, ValueError), match=words):
        varied(DIGITS.take(2), **how)


def test_only_grey_images():
    with pytest.raises(ValueError, match="must hold grey images"):
        varied(Split(torch.zeros(3, 5), name="rows"), rotated=True)
