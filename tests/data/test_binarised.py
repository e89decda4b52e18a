"""Binarised images: ink or no ink."""

import pytest
import torch

from dlc_support.data import Split, binarised, embedded_digits


def test_a_pixel_above_the_threshold_is_ink() -> None:
    grey = Split(torch.tensor([[0.0, 0.3, 0.31, 1.0]]), name="ramp", range="unit")
    assert binarised(grey, 0.3).inputs.tolist() == [[0, 0, 1, 1]]


def test_targets_are_binarised_and_labels_and_conditions_kept() -> None:
    inputs = torch.tensor([[0.2, 0.8]])
    split = Split(inputs, torch.tensor([7]), 1 - inputs, torch.tensor([0.4]), range="unit")
    black = binarised(split)
    assert black.inputs.tolist() == [[0, 1]]
    assert black.targets.tolist() == [[1, 0]]
    assert black.labels.tolist() == [7]
    assert torch.equal(black.condition, split.condition)


def test_a_data_set_of_binarised_digits_says_so() -> None:
    digits = embedded_digits().each(binarised)
    assert digits.name == "binarised embedded digits"
    assert digits.test.inputs.unique().tolist() == [0, 1]
    assert digits.test.inputs.dtype == torch.float32


def test_what_is_no_image_and_a_threshold_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="split must have range 'unit'"):
        binarised(Split(torch.zeros(1, 2)))
    with pytest.raises(ValueError, match=r"threshold must lie in \[0, 1\), got 1.0"):
        binarised(Split(torch.zeros(1, 2), range="unit"), 1.0)
