"""What holds for every data set: shapes, ranges, names, parts that do not overlap."""

import pytest
import torch

from dlc_support.data import Splits, densities, embedded_digits, toy_splits


def data_sets() -> list[Splits]:
    toys = [toy_splits(density, (50, 40, 30)) for density in densities()]
    return [embedded_digits(), *toys]


EACH = pytest.mark.parametrize("splits", data_sets(), ids=lambda splits: splits.name)


@EACH
def test_parts_are_named_and_say_where_they_come_from(splits: Splits) -> None:
    for part, split in vars(splits).items():
        assert split.name == f"{splits.name} {part}"
        assert split.source


@EACH
def test_inputs_are_finite_float32_and_keep_to_their_range(splits: Splits) -> None:
    for split in vars(splits).values():
        assert split.inputs.dtype == torch.float32
        assert split.inputs.isfinite().all()
        if split.range == "unit":
            assert split.inputs.shape[1:] == (1, 28, 28)
            assert (split.inputs.min(), split.inputs.max()) == (0, 1)
        else:
            assert split.inputs.shape[1:] == (2,)


@EACH
def test_labels_are_integers_from_zero_for_each_row(splits: Splits) -> None:
    for split in vars(splits).values():
        if split.labels is not None:
            assert split.labels.dtype == torch.int64
            assert split.labels.unique().tolist() == list(range(int(split.labels.max()) + 1))


@EACH
def test_no_example_is_in_two_parts(splits: Splits) -> None:
    inputs = torch.cat([split.inputs.flatten(1) for split in vars(splits).values()])
    assert len(inputs.unique(dim=0)) == len(inputs)
