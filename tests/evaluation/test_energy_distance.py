"""The energy distance against closed forms."""

import pytest
import torch
from scipy.stats import energy_distance as in_one_dimension
from torch import Generator

from dlc_support.evaluation import energy_distance

GENERATOR = Generator().manual_seed(0)


def test_in_one_dimension_it_is_the_square_of_scipys():
    first = torch.randn(3000, 1, generator=GENERATOR)
    second = 0.5 + 2 * torch.randn(4000, 1, generator=GENERATOR)
    expected = in_one_dimension(first[:, 0].numpy(), second[:, 0].numpy()) ** 2
    assert energy_distance(first, second) == pytest.approx(expected, abs=2e-3)


def test_samples_of_one_law_are_at_distance_zero_on_average():
    found = torch.tensor(
        [
            energy_distance(
                torch.randn(50, 2, generator=GENERATOR), torch.randn(60, 2, generator=GENERATOR)
            )
            for _ in range(300)
        ]
    )
    assert found.mean().abs() < 4 * found.std() / 300**0.5
    assert found.min() < 0


def test_a_single_point_is_refused():
    with pytest.raises(ValueError, match="at least 2 points"):
        energy_distance(torch.zeros(1, 2), torch.zeros(5, 2))
