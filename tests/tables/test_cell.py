"""Tests of `dlc_support.tables.cell`."""

import pytest
import torch

from dlc_support.evaluation import Interval
from dlc_support.tables import cell, over_images


@pytest.mark.parametrize("names", [("row",), ("group", "row", "column", "more")])
def test_a_cell_has_two_names_or_three(names):
    with pytest.raises(ValueError, match="row and column, or group, row and column"):
        cell(*names)


def test_every_column_has_the_same_resamples():
    values = torch.rand(20, generator=torch.Generator().manual_seed(0))
    found = over_images({"one": values, "other": values + 1}, 3, 7)
    assert isinstance(found["one"], Interval)
    assert found["other"].low == pytest.approx(found["one"].low + 1)
    assert over_images({"one": values}, 4, 7)["one"] != found["one"]


def test_a_single_image_has_no_interval():
    assert over_images({"PSNR": torch.tensor([28.0])}, 0) == {"PSNR": 28.0}
