"""The embedded digits: MNIST's format, the same bits everywhere."""

import hashlib

import torch

from dlc_support.data import embedded_digits


def test_the_embedded_digits_have_not_changed() -> None:
    digits = embedded_digits()
    levels = [(part.inputs * 255).round().byte() for part in vars(digits).values()]
    found = [hashlib.sha256(level.numpy().tobytes()).hexdigest()[:16] for level in levels]
    assert found == ["01d9bef5d20aae6b", "ec3ead3132b27afe", "18b21bb730e8d240"]


def test_the_digit_lies_in_the_central_20_pixels() -> None:
    inputs = embedded_digits().train.inputs
    border = inputs.clone()
    border[:, :, 4:24, 4:24] = 0
    assert border.sum() == 0
    assert inputs[:, :, 4].sum() > 0
    assert inputs[:, :, 23].sum() > 0


def test_the_values_are_among_256_grey_levels() -> None:
    levels = embedded_digits().valid.inputs * 255
    assert torch.allclose(levels, levels.round(), atol=1e-4)
    assert (levels == 0).float().mean() > 0.7
    assert (levels >= 254.9).float().mean() > 0.05


def test_every_part_holds_all_ten_classes() -> None:
    for part in vars(embedded_digits()).values():
        assert part.labels.bincount(minlength=10).min() >= 15


def test_a_label_belongs_to_its_image() -> None:
    # Nearest neighbours of the training set recognise the held-out digits.
    digits = embedded_digits()
    distances = torch.cdist(digits.test.inputs.flatten(1), digits.train.inputs.flatten(1))
    found = digits.train.labels[distances.argmin(dim=1)]
    assert (found == digits.test.labels).float().mean() > 0.95


def test_the_second_call_costs_nothing() -> None:
    assert embedded_digits() is embedded_digits()
