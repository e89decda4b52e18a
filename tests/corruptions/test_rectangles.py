import pytest
import torch

from dlc_support.corruptions import RectangleMask


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def within(share, expected, count):
    return abs(share - expected) < 4 * (expected * (1 - expected) / count) ** 0.5


def test_one_rectangle_is_full_inside_the_image_and_its_sides_and_places_are_uniform():
    height, width, count = 6, 5, 40_000
    hidden = RectangleMask(most=1, sides=(2, 9)).mask(
        torch.ones(count, 1, height, width), seeded()
    )
    for axis, side in ((2, height), (3, width)):
        covered = hidden.any(5 - axis)[:, 0]
        length = covered.sum(1)
        start = covered.int().argmax(1)
        assert torch.equal(
            covered,
            torch.arange(side).sub(start[:, None]).ge(0)
            & torch.arange(side).sub((start + length)[:, None]).lt(0),
        )
        for size in range(2, side + 1):
            chosen = start[length == size]
            assert within(len(chosen) / count, 1 / (side - 1), count)
            for place in range(side - size + 1):
                share = (chosen == place).double().mean()
                assert side == size or within(share, 1 / (side - size + 1), len(chosen))
    area = hidden.any(3)[:, 0].sum(1) * hidden.any(2)[:, 0].sum(1)
    assert torch.equal(hidden.sum((1, 2, 3)), area)


def test_the_number_of_rectangles_is_uniform_up_to_the_most():
    # Single pixels in a large image hardly ever meet.
    hidden = RectangleMask(most=4, sides=(1, 1)).mask(torch.ones(2000, 1, 300, 300), seeded())
    counts = torch.bincount(hidden.sum((1, 2, 3)), minlength=5)
    assert counts[0] == 0
    assert all(within(count / 2000, 0.25, 2000) for count in counts[1:])


def test_impossible_rectangles_are_refused():
    with pytest.raises(ValueError, match="most must be at least 1, got 0"):
        RectangleMask(most=0)
    with pytest.raises(ValueError, match=r"sides must be shortest and longest, got \(9, 4\)"):
        RectangleMask(sides=(9, 4))
    with pytest.raises(ValueError, match=r"sides must fit the images' side 8, got \(9, 12\)"):
        RectangleMask(sides=(9, 12))(torch.ones(1, 1, 8, 12), seeded())
