"""Places of patches: uniform, laid down in eight ways, cut by one gather."""

import pytest
import torch
from torch import Tensor

from dlc_support.data.places import Places, cut, draw_places, strides


def numbered(channels: int, height: int, width: int) -> Tensor:
    values = torch.arange(channels * height * width) % 251
    return values.to(torch.uint8).reshape(channels, height, width)


def one(way: int) -> Places:
    return Places(*(torch.tensor([value]) for value in (0, 2, 3, way)))


@pytest.mark.parametrize("way", range(8))
@pytest.mark.parametrize("channels", [1, 3])
def test_a_way_flips_and_then_transposes(way: int, channels: int) -> None:
    picture = numbered(channels, 9, 11)
    expected = picture[:, 2:6, 3:7]
    expected = expected.flip(2) if way & 1 else expected
    expected = expected.flip(1) if way & 2 else expected
    expected = expected.transpose(1, 2) if way & 4 else expected
    found = strides([(channels, 9, 11)], 4, one(way), joined=True)
    assert torch.equal(cut(picture.flatten(), found, channels, 4)[0], expected)


def test_photographs_that_lie_one_behind_the_other_are_told_apart() -> None:
    pictures = [numbered(1, 5, 6), 255 - numbered(1, 7, 4)]
    places = Places(*(torch.tensor(values) for values in ([1, 0], [3, 2], [0, 1], [0, 0])))
    found = strides([tuple(picture.shape) for picture in pictures], 3, places, joined=True)
    pixels = torch.cat([picture.flatten() for picture in pictures])
    made = cut(pixels, found, 1, 3)
    assert torch.equal(made[0], pictures[1][:, 3:6, 0:3])
    assert torch.equal(made[1], pictures[0][:, 2:5, 1:4])


def test_every_place_is_drawn_equally_often() -> None:
    shapes, count = [(1, 4, 5), (1, 3, 8)], 40_000
    places = draw_places(shapes, 3, count, seed=0, flips=True)
    key = 1000 * places.picture + 100 * places.top + 10 * places.left + places.way
    found, often = key.unique(return_counts=True)
    corners = [(0, top, left) for top in range(2) for left in range(3)]
    corners += [(1, 0, left) for left in range(6)]
    expected = [1000 * p + 100 * t + 10 * x + way for p, t, x in corners for way in range(8)]
    assert found.tolist() == expected
    expected = count / len(found)
    assert (often - expected).abs().max() < 5 * expected**0.5


def test_no_place_reaches_over_the_border() -> None:
    places = draw_places([(1, 4, 7)], 4, 500, seed=1, flips=False)
    assert places.top.unique().tolist() == [0]
    assert places.left.unique().tolist() == [0, 1, 2, 3]
    assert places.way.unique().tolist() == [0]


def test_the_seed_names_the_draw() -> None:
    drawn = [draw_places([(1, 40, 70)], 4, 50, seed, flips=True).left for seed in (0, 0, 1)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
