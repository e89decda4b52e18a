import math

import pytest
import torch

from dlc_support.recipes.variational.pixel_counts import (
    CUTS,
    counted_nats,
    grey_levels,
    neighbours,
    places,
)


def test_grey_levels_are_whole_numbers_of_the_images():
    images = torch.tensor([0.0, 1 / 255, 1.0]).reshape(3, 1, 1, 1)
    assert grey_levels(images).flatten().tolist() == [0, 1, 255]


def test_nothing_counted_gives_eight_bits():
    one = torch.zeros(1, 4, 4, dtype=torch.long)
    nowhere = torch.full_like(one, 7)
    nats = counted_nats(one, one, (torch.zeros_like(one), nowhere))
    assert nats.item() / (16 * math.log(2)) == pytest.approx(8)


def test_probabilities_of_all_images_sum_to_one():
    """With two pixels: all 256 * 256 images, in the contexts that each of them has."""
    generator = torch.Generator().manual_seed(0)
    train = torch.randint(256, (40, 1, 2), generator=generator)
    every = torch.cartesian_prod(torch.arange(256), torch.arange(256))[:, None, :]
    for context in (places, neighbours):
        nats = counted_nats(train, every, (context(train), context(every)))
        assert (-nats).exp().sum().item() == pytest.approx(1)


def test_the_context_of_a_pixel_is_what_comes_before_it():
    levels = torch.randint(256, (1, 6, 6), generator=torch.Generator().manual_seed(1))
    changed = levels.clone()
    changed[0, 3, 2] = 255 - changed[0, 3, 2]
    moved = (neighbours(levels) != neighbours(changed))[0].nonzero().tolist()
    assert moved
    assert all([row, column] > [3, 2] for row, column in moved)
    assert neighbours(torch.zeros(1, 3, 3, dtype=torch.long)).eq(0).all()
    assert neighbours(torch.full((1, 9, 9), 255)).max() == (len(CUTS) + 1) ** 4 - 1


def test_each_place_is_a_context_of_its_own():
    assert places(torch.zeros(2, 3, 4)).shape == (2, 3, 4)
    assert places(torch.zeros(2, 3, 4))[1].unique().numel() == 12
