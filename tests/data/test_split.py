"""Splits and batches: named tensors of equal length."""

import pickle

import pytest
import torch

from dlc_support.data import Batch, Data, Split, Splits, Stream
from dlc_support.data.split import TENSORS
from dlc_support.training.checks import _seen


@pytest.fixture
def split() -> Split:
    inputs = torch.arange(12.0).reshape(6, 2)
    return Split(inputs, torch.arange(6), -inputs, name="lines train", source="counted")


def test_tensors_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"equal length, got \{'inputs': 3, 'labels': 2\}"):
        Split(torch.zeros(3, 2), torch.zeros(2).long())


def test_an_unknown_range_is_refused() -> None:
    known = r"\['unit', 'binary', '8-bit', 'unbounded'\]"
    with pytest.raises(ValueError, match=f"range must be one of {known} or None, got 'bytes'"):
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


def full(rows: int = 6) -> Split:
    """A split with every tensor that there can be."""
    values = torch.arange(2.0 * rows).reshape(rows, 2)
    tensors = {name: values + place for place, name in enumerate(TENSORS)}
    return Split(**tensors, name="full")


def same(left: dict, right: dict) -> bool:
    return left.keys() == right.keys() and all(
        torch.equal(left[name], right[name]) for name in left
    )


def test_no_way_through_a_split_loses_a_tensor() -> None:
    split, picked = full(), torch.tensor([4, 1])
    expected = {name: value[picked] for name, value in split.tensors().items()}
    (batch,) = split.batches([picked])
    items = [{name: value[row] for name, value in split.tensors().items()} for row in range(6)]
    stream = Stream(items)
    (streamed,) = stream.batches([picked])
    ways = [split.rows(picked), split.select(picked), batch, stream.rows(picked), streamed]
    ways += [split.to("cpu").select(picked), batch.to("cpu"), _seen(stream).select(picked[1:])]
    assert {*split.tensors()} == {*TENSORS}
    for way in ways[:-1]:
        assert same(way.tensors(), expected)
    assert same(ways[-1].tensors(), {name: value[1:] for name, value in expected.items()})
    even, odd = batch.halves()
    assert same(even.tensors(), {name: value[:1] for name, value in expected.items()})
    assert same(odd.tensors(), {name: value[1:] for name, value in expected.items()})


def test_the_target_is_the_input_where_there_is_no_other() -> None:
    inputs, targets = torch.zeros(2, 1), torch.ones(2, 1)
    assert Batch(inputs).target is inputs
    assert Batch(inputs, targets=targets).target is targets
    assert Split(inputs, targets=targets).target is targets


def test_parts_are_pooled_in_their_order() -> None:
    parts = [Split(torch.full((n, 1), float(n)), torch.full((n,), n), name=f"d {name}")
             for n, name in ((3, "train"), (2, "valid"), (1, "test"))]  # fmt: skip
    splits = Splits(*parts)
    assert splits.pool().inputs.flatten().tolist() == [3, 3, 3, 2, 2, 1]
    learning = splits.pool("train", "valid")
    assert (learning.labels.tolist(), learning.name) == ([3, 3, 3, 2, 2], "d train + valid")
    with pytest.raises(ValueError, match="parts must be names out of"):
        splits.pool("training")
    with pytest.raises(ValueError, match="parts must have the same tensors"):
        Splits(parts[0], Split(torch.zeros(1, 1)), parts[2]).pool()
