import pytest
import torch

from dlc_support.corruptions import TextOverlay
from dlc_support.corruptions.text_overlay import _bank

SMALL = TextOverlay(0.1, 0.4, side=64, count=12)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("share", [0.1, 0.45])
def test_text_is_written_until_the_share_is_covered(share):
    covered = (_bank(TextOverlay(share, share, side=96, count=6))[..., 3] > 0).double()
    shares = covered.mean((1, 2))
    assert shares.min() >= share
    assert shares.max() < share + 0.1  # the last word at most


def test_shares_are_spread_between_low_and_high():
    shares = (_bank(TextOverlay(0.0, 0.5, side=64, count=40))[..., 3] > 0).double().mean((1, 2))
    assert shares.min() < 0.1
    assert shares.max() > 0.4


def test_the_bank_depends_on_its_seed_alone():
    first = _bank(SMALL).clone()
    _bank.cache_clear()
    assert torch.equal(_bank(SMALL), first)
    assert not torch.equal(_bank(TextOverlay(0.1, 0.4, side=64, count=12, seed=1)), first)


def test_covered_pixels_carry_nothing_of_the_image_and_the_rest_all():
    black, white = torch.zeros(20, 3, 50, 40), torch.ones(20, 3, 50, 40)
    dark, bright = SMALL(black, seeded()), SMALL(white, seeded())
    covered = SMALL.mask(black, seeded())
    assert covered.any()
    assert torch.equal(dark[covered], bright[covered])
    assert (dark[~covered] == 0).all()
    assert (bright[~covered] == 1).all()


def test_every_place_of_an_image_is_covered_equally_often():
    covered = SMALL.mask(torch.zeros(4000, 1, 16, 16), seeded()).double()
    rate = covered.mean()
    spread = (rate * (1 - rate) / 4000) ** 0.5
    assert (covered.mean(0) - rate).abs().max() < 5 * spread


def test_draws_are_shifted_overlays_of_the_bank():
    tiny = TextOverlay(0.2, 0.4, side=20, count=3)
    drawn = (tiny(torch.zeros(1, 3, 20, 20), seeded())[0] * 255).round().movedim(0, -1)
    shifted = (
        overlay[..., :3].roll((row, column), (0, 1))
        for overlay in _bank(tiny)
        for row in range(20)
        for column in range(20)
    )
    assert sum(torch.equal(candidate.float(), drawn) for candidate in shifted) == 1


def test_a_larger_image_is_tiled():
    drawn = SMALL(torch.zeros(2, 1, 100, 130), seeded())
    assert torch.equal(drawn[:, :, :36], drawn[:, :, 64:])
    assert torch.equal(drawn[..., :66], drawn[..., 64:])


def test_words_have_many_colours():
    colours = _bank(SMALL)[0][..., :3].flatten(0, 1).unique(dim=0)
    assert len(colours) > 5


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (0.5, 0.1, "low <= high < 1 must hold, got low=0.5, high=0.1"),
        (0.5, 1.0, "low <= high < 1 must hold"),
        (-0.1, 0.5, r"low must lie in \[0, 1\], got -0.1"),
    ],
)
def test_impossible_shares_are_refused(low, high, message):
    with pytest.raises(ValueError, match=message):
        TextOverlay(low, high)


def test_an_empty_bank_and_strange_channels_are_refused():
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        TextOverlay(0.1, 0.2, count=0)
    with pytest.raises(ValueError, match="1 or 3 channels, got 2"):
        SMALL(torch.zeros(1, 2, 8, 8), seeded())
