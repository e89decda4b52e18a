import math

import pytest
import torch

from dlc_support.corruptions import GaussianNoise


def noise(sigma, count=200_000, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return GaussianNoise(sigma)(torch.full((count, 1), 0.25), generator).double() - 0.25


@pytest.mark.parametrize("sigma", [0.1, 0.5, 2.0])
def test_the_noise_has_the_moments_of_a_normal_law(sigma):
    draws = noise(sigma).flatten() / sigma
    n = len(draws)
    # Standard errors of the first four moments of a standard normal sample.
    for power, (moment, error) in enumerate([(0, 1), (1, 2**0.5), (0, 15**0.5), (3, 96**0.5)], 1):
        assert abs(draws.pow(power).mean() - moment) < 4 * error / n**0.5


def test_the_components_are_uncorrelated():
    generator = torch.Generator().manual_seed(0)
    draws = GaussianNoise(1.0)(torch.zeros(100_000, 2), generator)
    assert abs((draws[:, 0] * draws[:, 1]).mean()) < 4 / 100_000**0.5


def test_the_channels_of_a_pixel_are_independent():
    generator = torch.Generator().manual_seed(0)
    draws = GaussianNoise(1.0)(torch.zeros(100, 3, 32, 32), generator)
    assert abs((draws[:, 0] * draws[:, 1]).mean()) < 4 / (100 * 32 * 32) ** 0.5


def test_nothing_is_clipped():
    assert noise(1.0).min() < -1.25
    assert noise(1.0).max() > 0.75


@pytest.mark.parametrize("sigma", [-1.0, math.nan, math.inf])
def test_an_impossible_sigma_is_refused_with_its_value(sigma):
    with pytest.raises(ValueError, match=f"sigma must be >= 0 and finite, got {sigma}"):
        GaussianNoise(sigma)


def test_a_whole_number_is_a_level():
    assert repr(GaussianNoise(1)) == "GaussianNoise(sigma=1.0)"
