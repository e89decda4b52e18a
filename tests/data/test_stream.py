"""A stream gives what a split gives, bit by bit, whoever reads."""

import pytest
import torch
from torch import Generator, Tensor
from torch.utils.data import Dataset

from dlc_support.data import Batch, Data, Split, Stream


class Items(Dataset):
    """A split's rows as items; at module level, so that a worker can be sent it."""

    def __init__(self, split: Split) -> None:
        self.tensors = split.tensors()

    def __len__(self) -> int:
        return len(self.tensors["inputs"])

    def __getitem__(self, row: int) -> dict[str, Tensor]:
        return {name: value[row] for name, value in self.tensors.items()}


@pytest.fixture
def split() -> Split:
    inputs = torch.rand(23, 1, 4, 4, generator=Generator().manual_seed(0))
    return Split(inputs, torch.arange(23), 1 - inputs, name="noise", range="unit")


@pytest.fixture
def order() -> tuple[Tensor, ...]:
    return torch.randperm(23, generator=Generator().manual_seed(1)).tensor_split(5)


def same(left: Batch, right: Batch) -> bool:
    names = ("inputs", "labels", "targets")
    equal = all(torch.equal(getattr(left, name), getattr(right, name)) for name in names)
    return equal and left.condition is right.condition is None


@pytest.mark.parametrize("workers", [0, 2])
def test_a_stream_equals_the_split_bit_by_bit(
    workers: int, split: Split, order: tuple[Tensor, ...]
) -> None:
    stream = Stream(Items(split), workers=workers, name="noise", range="unit")
    assert isinstance(stream, Data)
    assert len(stream) == len(split)
    pairs = zip(stream.batches(order), split.batches(order), strict=True)
    assert all(same(left, right) for left, right in pairs)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_stream_leaves_the_global_generator_alone(
    workers: int, split: Split, order: tuple[Tensor, ...]
) -> None:
    state = torch.get_rng_state()
    list(Stream(Items(split), workers=workers).batches(order))
    assert torch.equal(torch.get_rng_state(), state)


def test_rows_of_a_stream_are_those_of_the_split(split: Split) -> None:
    rows = torch.tensor([7, 7, 2])
    assert same(Stream(Items(split)).rows(rows), split.rows(rows))


def test_an_empty_order_has_no_batches(split: Split) -> None:
    assert list(Stream(Items(split)).batches([])) == []


@pytest.mark.parametrize("item", [{"image": torch.zeros(2)}, {"labels": torch.zeros(2)}])
def test_items_with_other_names_are_refused(item: dict[str, Tensor]) -> None:
    with pytest.raises(ValueError, match="items must be dicts with 'inputs'"):
        Stream([item]).rows(torch.tensor([0]))


def test_bad_settings_are_refused(split: Split) -> None:
    with pytest.raises(ValueError, match="workers must be at least 0, got -1"):
        Stream(Items(split), workers=-1)
    with pytest.raises(ValueError, match="range must be one of"):
        Stream(Items(split), range="bytes")
