"""Splits and batches: named tensors of equal length."""

import pickle

import pytest
import torch

from dlc_support.data import Batch, Data, Split, Splits


@pytest.fixture
def split() -> Split:
    inputs = torch.arange(12.0).reshape(6, 2)
    return Split(inputs, torch.arange(6), -inputs, name="lines train", source="counted")


def test_tensors_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"equal length, got \{'inputs': 3, 'labels': 2\}"):
        Split(torch.zeros(3, 2), torch.zeros(2).long())


def test_an_unknown_range_is_refused() -> None:
    with pytest.raises(ValueError, match="range must be 'unit' or None, got 'bytes'"):
        Split(torch.zeros(3, 2), range="bytes")


def test_a_split_is_data(split: Split) -> None:
    assert isinstance(split, Data)


def test_rows_picks_every_tensor_in_the_order_asked(split: Split) -> None:
    batch = split.rows(torch.tensor([4, 0]), progress=0.25)
    assert batch.inputs.tolist() == [[8, 9], [0, 1]]
    assert batch.labels.tolist() == [4, 0]
    assert batch.targets.tolist() == [[-8, -9], [0, -1]]
    assert batch.condition is None
    assert batch.progress == 0.25


def test_batches_are_the_rows_of_each_piece_of_the_order(split: Split) -> None:
    order = torch.tensor([3, 1, 5, 0, 2]).tensor_split(2)
    batches = list(split.batches(order))
    assert [len(batch) for batch in batches] == [3, 2]
    for batch, rows in zip(batches, order, strict=True):
        expected = split.rows(rows)
        for name in ("inputs", "labels", "targets"):
            assert torch.equal(getattr(batch, name), getattr(expected, name))


def test_an_empty_order_has_no_batches(split: Split) -> None:
    assert list(split.batches([])) == []


def test_take_and_select_keep_name_and_source(split: Split) -> None:
    few = split.take(2)
    some = split.select(split.labels % 2 == 1)
    assert few.labels.tolist() == [0, 1]
    assert some.labels.tolist() == [1, 3, 5]
    assert (few.name, some.source) == ("lines train", "counted")
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        split.take(0)


def test_a_split_prints_shapes_and_not_values(split: Split) -> None:
    assert repr(split) == (
        "Split(inputs=(6, 2), labels=(6,), targets=(6, 2), name='lines train', source='counted', "
        "range=None)"
    )


def test_a_split_can_be_sent_to_another_process(split: Split) -> None:
    again = pickle.loads(pickle.dumps(split))
    assert torch.equal(again.inputs, split.inputs)
    assert again.name == split.name


def test_halves_are_the_even_and_the_odd_rows() -> None:
    batch = Batch(torch.arange(5.0)[:, None], torch.arange(5), progress=0.5)
    even, odd = batch.halves()
    assert even.labels.tolist() == [0, 2, 4]
    assert odd.inputs.flatten().tolist() == [1, 3]
    assert even.progress == odd.progress == 0.5
    with pytest.raises(ValueError, match="at least 2 rows to be halved, got 1"):
        Batch(torch.zeros(1, 2)).halves()


def test_a_batch_that_is_there_already_is_not_copied() -> None:
    batch = Batch(torch.zeros(2, 2))
    assert batch.to("cpu") is batch
    moved = batch.to("meta")
    assert moved.inputs.device.type == "meta"


def test_splits_change_each_part_and_know_their_name(split: Split) -> None:
    splits = Splits(split, split.take(3), split.take(2))
    assert splits.name == "lines"
    assert [len(part) for part in vars(splits.take(2)).values()] == [2, 2, 2]
    doubled = splits.each(lambda part: Split(2 * part.inputs))
    assert torch.equal(doubled.valid.inputs, 2 * splits.valid.inputs)
