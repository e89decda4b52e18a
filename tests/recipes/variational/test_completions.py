"""The scores of completions: what counts, in which unit, and what they cannot see."""

import math

import pytest
import torch
from torch import Generator

from dlc_support.data import Split
from dlc_support.recipes.variational.completions import (
    CROSS,
    HOLES,
    SQUARES,
    learned_nothing,
    mask_of,
    mean_of,
    scores,
    seen_of,
)

IMAGES = torch.rand(4, 1, 28, 28, generator=Generator().manual_seed(0))
BINARY = IMAGES.round()


@pytest.mark.parametrize(("seen", "share"), [(1, 0.75), (2, 0.5), (3, 0.25)])
def test_a_hole_is_named_by_the_quadrants_that_are_seen(seen, share):
    mask = mask_of(HOLES[seen], IMAGES)
    assert mask.float().mean() == share
    assert not mask[..., 14:, :14].any()  # the lower left quadrant is always seen
    assert torch.equal(seen_of(HOLES[seen], IMAGES), IMAGES * ~mask)


def test_scores_are_sums_over_the_hidden_pixels_by_hand():
    filled = torch.full_like(IMAGES, 0.25)
    found = scores(filled, IMAGES, BINARY, HOLES[3])
    corner, black = IMAGES[..., 14:, 14:], BINARY[..., 14:, 14:] == 0
    torch.testing.assert_close(found[SQUARES], (corner - 0.25).square().flatten(1).sum(1))
    nats = torch.where(black, -math.log(0.75), -math.log(0.25)).flatten(1).sum(1)
    torch.testing.assert_close(found[CROSS], nats)


def test_visible_pixels_do_not_count_and_certainty_costs_at_most_seven_nats_a_pixel():
    wrong = torch.where(mask_of(HOLES[2], IMAGES), BINARY, 1 - BINARY)
    found = scores(wrong, BINARY, BINARY, HOLES[2])
    assert not found[SQUARES].any()
    torch.testing.assert_close(
        found[CROSS], torch.full((4,), -392 * math.log(0.999)), rtol=1e-3, atol=0
    )
    assert (scores(1 - BINARY, BINARY, BINARY, HOLES[2])[CROSS] / 392).max() < 6.91


def test_the_mean_is_over_the_draws():
    noise = torch.tensor([[[1.0], [2.0]], [[3.0], [6.0]]])
    assert torch.equal(mean_of(lambda one: one, noise), torch.tensor([[2.0], [4.0]]))


def test_baselines_do_not_read_the_hidden_pixels():
    train = Split(torch.rand(70, 1, 28, 28, generator=Generator().manual_seed(1)), range="unit")
    mask = mask_of(HOLES[2], IMAGES)
    one, other = (
        learned_nothing(train, images, HOLES[2])
        for images in (IMAGES, torch.where(mask, 1 - IMAGES, IMAGES))
    )
    for name, filled in one.items():
        assert torch.equal(filled, other[name])
