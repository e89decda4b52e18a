import pytest
import torch

from dlc_support.corruptions import GaussianNoise, LogUniformLevel, RandomLevel


def seeded():
    return torch.Generator().manual_seed(0)


def test_the_logarithms_of_the_levels_are_uniform_between_those_of_low_and_high():
    levels = LogUniformLevel(GaussianNoise, low=0.01, high=10.0)
    found = levels.levels(torch.zeros(50_000, 2), seeded()).log10().flatten().double()
    assert -2.000001 <= found.min() < -1.99
    assert 0.99 < found.max() <= 1.000001
    for share in (0.25, 0.5, 0.75):
        assert found.quantile(share).item() == pytest.approx(-2 + 3 * share, abs=0.03)


def test_each_example_has_noise_of_its_own_level():
    levels = LogUniformLevel(GaussianNoise, low=0.1, high=10.0)
    clean = torch.zeros(500, 1, 28, 28)
    drawn = levels(clean, seeded())
    measured = drawn.flatten(1).std(dim=1) / levels.levels(clean, seeded()).flatten()
    assert (measured - 1).abs().max() < 5 / (2 * 784) ** 0.5


def test_a_range_of_one_level_is_that_level():
    clean = torch.rand(3, 2)
    one = LogUniformLevel(GaussianNoise, low=0.5, high=0.5)
    assert torch.equal(one(clean, seeded()), RandomLevel(GaussianNoise, 0.5, 0.5)(clean, seeded()))


def test_a_level_of_zero_has_no_logarithm():
    with pytest.raises(ValueError, match="low must be > 0, got 0"):
        LogUniformLevel(GaussianNoise, low=0.0, high=1.0)
