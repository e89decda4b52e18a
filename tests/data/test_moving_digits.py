"""Moving digits: where each frame's columns come from, and which run a table belongs to."""

from itertools import pairwise

import pytest
import torch

from dlc_support.data import Data, MovingDigits, Split, embedded_digits
from dlc_support.data.moving_digits import sequences

IMAGES = torch.rand(5, 1, 6, 7, generator=torch.Generator().manual_seed(0))
DIGITS = Split(IMAGES, labels=torch.arange(5), name="noise", source="drawn", range="unit")
ALL = torch.arange(40)


def moving(**settings) -> MovingDigits:
    return MovingDigits(DIGITS, 40, **{"frames": 9} | settings)


def test_every_frame_is_the_one_before_rolled_by_the_velocity():
    batch = moving().rows(ALL)
    assert batch.inputs.shape == (40, 9, 1, 6, 7)
    for frames, label, (velocity, start) in zip(
        batch.inputs, batch.labels, batch.factors.long().tolist(), strict=True
    ):
        assert torch.equal(frames[0], IMAGES[label].roll(start, dims=-1))
        for before, after in pairwise(frames):
            assert torch.equal(after, before.roll(velocity, dims=-1))


def test_rows_and_columns_keep_their_axes_whatever_the_channels():
    images = torch.rand(2, 3, 4, 5, generator=torch.Generator().manual_seed(1))
    made = sequences(images, torch.tensor([2, -1]), torch.tensor([0, 3]), 3)
    for image, frames, by, start in zip(images, made, (2, -1), (0, 3), strict=True):
        for time, frame in enumerate(frames):
            assert torch.equal(frame, image.roll(start + by * time, dims=-1))


def test_both_ways_and_all_starts_are_equally_likely():
    table = MovingDigits(DIGITS, 7000).table
    digit, velocity, start = table.unbind(dim=1)
    assert velocity.unique().tolist() == [-1, 1]
    assert abs(velocity.float().mean()) < 0.05
    for values, count in ((digit, 5), (start, 7)):
        shares = torch.bincount(values, minlength=count) / 7000
        assert (shares - 1 / count).abs().max() < 0.02


def test_one_frame_does_not_show_the_way():
    made = moving(frames=2).rows(ALL)
    first, second = made.inputs.unbind(dim=1)
    for way in (-1, 1):
        back = sequences(second, torch.full((40,), way), torch.zeros(40, dtype=torch.long), 2)
        fits = (back[:, 1] == first).flatten(1).all(dim=1)
        assert torch.equal(fits, made.factors[:, 0] == -way)


def test_targets_are_the_frames_that_many_later():
    whole, shifted = moving().rows(ALL).inputs, moving(ahead=2).rows(ALL)
    assert torch.equal(shifted.inputs, whole[:, :-2])
    assert torch.equal(shifted.targets, whole[:, 2:])
    assert moving().rows(ALL).targets is None


def test_a_row_is_the_same_alone_and_among_others():
    data, rows = moving(), torch.tensor([7, 2, 11])
    together = data.rows(rows)
    for place, row in enumerate(rows):
        assert torch.equal(data.rows(row[None]).inputs[0], together.inputs[place])


def test_it_is_data_that_says_what_it_is():
    data = moving(ahead=1)
    assert isinstance(data, Data)
    assert (data.name, data.range) == ("moving noise, 9 frames, 1 ahead", "unit")
    assert data.source.endswith("of drawn")
    assert data.to("cpu").tensors()["table"].equal(data.table)


def test_another_seed_is_another_table():
    assert not moving().table.equal(moving(seed=1).table)


def test_the_first_rows_of_embedded_digits_stay_what_they_were():
    data = MovingDigits(embedded_digits().train, 3)
    assert data.table.tolist() == [[149, -1, 27], [179, 1, 3], [818, 1, 25]]
    assert data.rows(torch.arange(3)).inputs.sum().item() == pytest.approx(7493.73, rel=1e-5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"frames": 0}, "frames"),
        ({"ahead": -1}, "ahead"),
        ({"ahead": 9}, "ahead must be below frames, got ahead=9 and frames=9"),
    ],
)
def test_what_cannot_move_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        moving(**change)


def test_no_images_are_refused():
    with pytest.raises(ValueError, match="images"):
        MovingDigits(Split(torch.zeros(3, 2)), 2)
    with pytest.raises(TypeError, match="Split"):
        MovingDigits(IMAGES, 2)
