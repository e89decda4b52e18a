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


def test_a_static_draw_takes_the_grey_level_as_probability_and_is_made_once() -> None:
    grey = torch.tensor([0.0, 0.3, 0.8, 1.0]).repeat(20_000, 1)
    split = Split(grey, targets=grey, name="ramp train", range="unit")
    drawn = binarised(split, seed=0)
    assert (drawn.range, drawn.name) == ("binary", "statically binarised ramp train")
    assert drawn.inputs.unique().tolist() == [0, 1]
    assert drawn.inputs.mean(dim=0).tolist() == pytest.approx([0, 0.3, 0.8, 1], abs=0.015)
    assert not torch.equal(drawn.inputs, drawn.targets)
    assert torch.equal(drawn.inputs, binarised(split, seed=0).inputs)
    assert not torch.equal(drawn.inputs, binarised(split, seed=1).inputs)


def test_the_parts_of_a_data_set_do_not_share_their_draw() -> None:
    grey = torch.full((100, 4), 0.5)
    train, test = (
        binarised(Split(grey, name=name, range="unit"), seed=0) for name in ("a train", "a test")
    )
    assert not torch.equal(train.inputs, test.inputs)


def test_binary_images_are_not_binarised_again() -> None:
    with pytest.raises(ValueError, match=r"range 'unit' \(grey images\), got 'binary'"):
        binarised(binarised(Split(torch.rand(2, 3), range="unit")))
