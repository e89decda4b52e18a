from math import log10

import pytest
import torch

from dlc_support.evaluation.conventions import Convention
from dlc_support.evaluation.ssim import ssim

SIDE = 20
RING, CORE = slice(2, -2), slice(8, -8)  # what a crop of 2, and of 8, leaves


def fixture():
    """Two restored images of a colour, in bytes, and the clean one.

    The first is wrong in red, by 40 in a border of 2 pixels, by 20 inside, by 10.4 in the middle
    4x4. The second is wrong by 5.2 in green everywhere, and by 70 in blue in the border, which
    leaves the range: 200 + 70 is clipped to 255.
    """
    clean = torch.tensor([100.0, 150.0, 200.0], dtype=torch.float64).reshape(1, 3, 1, 1)
    clean = clean.expand(2, 3, SIDE, SIDE).clone()
    restored = clean.clone()
    restored[0, 0] += 40
    restored[0, 0, RING, RING] = 120
    restored[0, 0, CORE, CORE] = 110.4
    restored[1, 1] += 5.2
    restored[1, 2] += 70
    restored[1, 2, RING, RING] = 200
    return restored / 255, clean / 255


def decibels(error, peak=255.0):
    return 10 * log10(peak**2 / error)


# Numbers of pixels: 144 in the border, 240 between, 16 in the middle, 400 in all.
RED = [(144 * 1600 + 240 * 400 + 16 * 100) / 400, (240 * 400 + 16 * 100) / 256, 100.0]
RAW_RED = (144 * 1600 + 240 * 400 + 16 * 10.4**2) / 400
# Luma of the second image: green 0.587 * 5 everywhere, blue 0.114 * 55 more in the border.
LUMA = (144 * (0.587 * 5 + 0.114 * 55) ** 2 + 256 * (0.587 * 5) ** 2) / 400
TABLE = {
    "bytes, all channels": (Convention(), RED[0] / 3, (25 + 144 / 400 * 55**2) / 3, 255),
    "clipped": (
        Convention(values="clipped"),
        RAW_RED / 3,
        (5.2**2 + 144 / 400 * 55**2) / 3,
        255,
    ),
    "as they are": (
        Convention(values="raw"),
        RAW_RED / 3,
        (5.2**2 + 144 / 400 * 70**2) / 3,
        255,
    ),
    "luma": (Convention(channels="luma"), 0.299**2 * RED[0], LUMA, 255),
    "studio luma": (Convention(channels="studio luma"), 0.299**2 * RED[0], LUMA, 255**2 / 219),
    "cropped by the scale": (Convention(crop=2), RED[1] / 3, 25 / 3, 255),
    "cropped by the scale and 6": (Convention(crop=8), RED[2] / 3, 25 / 3, 255),
    "Set5 at x2": (
        Convention.benchmark(2),
        0.299**2 * RED[1],
        (0.587 * 5) ** 2,
        255**2 / 219,
    ),
    "DIV2K at x2": (Convention.div2k(2), RED[2] / 3, 25 / 3, 255),
}
everywhere = pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)


@everywhere
def test_each_convention_gives_the_value_computed_by_hand(row):
    convention, first, second, peak = row
    expected = torch.tensor([decibels(first, peak), decibels(second, peak)], dtype=torch.float64)
    torch.testing.assert_close(convention(*fixture()), expected, rtol=1e-9, atol=0)


@everywhere
@pytest.mark.parametrize("mean", ["psnr", "mse"])
def test_the_mean_of_psnrs_and_the_psnr_of_the_mean_error(row, mean):
    convention, first, second, peak = row
    convention = Convention(convention.values, convention.channels, convention.crop, mean)
    by_hand = {
        "psnr": (decibels(first, peak) + decibels(second, peak)) / 2,
        "mse": decibels((first + second) / 2, peak),
    }
    restored, clean = fixture()
    pairs = [(restored[:1], clean[:1]), (restored[1:], clean[1:])]
    assert convention.over(pairs) == pytest.approx(by_hand[mean], rel=1e-9)
    assert by_hand["mse"] < by_hand["psnr"]


def test_no_two_conventions_give_the_same_numbers():
    values = {
        convention: tuple(convention(*fixture()).tolist()) for convention, *_ in TABLE.values()
    }
    assert len(set(values.values())) == len(values) == 8


def test_images_of_a_test_set_count_alike_whatever_their_size():
    clean = [torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 40, 40)]
    pairs = [(clean[0] + 0.1, clean[0]), (clean[1] + 0.01, clean[1])]
    assert Convention(values="raw").over(pairs) == pytest.approx(30.0, abs=1e-4)
    expected = decibels((0.1**2 + 0.01**2) / 2, peak=1)
    assert Convention(values="raw", mean="mse").over(pairs) == pytest.approx(expected, abs=1e-4)


def test_structural_similarity_is_taken_of_what_counts():
    generator = torch.Generator().manual_seed(0)
    clean, restored = torch.rand(2, 1, 3, 24, 24, generator=generator).unbind()
    convention = Convention(channels="luma", crop=4)
    seen = [convention.prepared(images) for images in (restored, clean)]
    assert seen[0].shape == (1, 1, 16, 16)
    assert not torch.isclose(ssim(*seen), ssim(restored, clean))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"values": "rounded"}, "values must be one of .*'bytes'.*, got 'rounded'"),
        ({"channels": "Y"}, "channels must be one of .*'studio luma'.*, got 'Y'"),
        ({"mean": "median"}, "mean must be one of .*, got 'median'"),
        ({"crop": -1}, "crop must be at least 0, got -1"),
    ],
)
def test_unknown_conventions_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Convention(**arguments)


def test_a_crop_that_leaves_nothing_and_an_empty_test_set_are_refused():
    with pytest.raises(ValueError, match="crop must leave a pixel of 20x20, got 10"):
        Convention(crop=10)(*fixture())
    with pytest.raises(ValueError, match="at least one pair"):
        Convention().over([])


def test_shapes_that_would_broadcast_are_refused():
    restored, clean = fixture()
    with pytest.raises(ValueError, match="same shape"):
        Convention()(restored, clean[:1])
