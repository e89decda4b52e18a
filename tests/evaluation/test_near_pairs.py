import sys

import pytest
import torch

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.data.toys import GaussianMixture, Moons, OpenCircle, Spiral
from dlc_support.evaluation.near_pairs import near_pairs
from dlc_support.evaluation.posterior_mean import PosteriorMean


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("density", "place"),
    [
        (OpenCircle(), (0.5, 0.0)),
        (OpenCircle(), (-0.3, 0.4)),
        (Spiral(), (0.2, 0.5)),
        (Moons(), (0.0, 0.1)),
        (GaussianMixture(), (0.6, 0.5)),
    ],
)
def test_their_mean_is_the_exact_posterior_mean(density, place):
    observation = torch.tensor(place)
    pairs = near_pairs(density, GaussianNoise(0.4), observation, 0.05, 400_000, generator())
    exact = PosteriorMean(density, 0.4)(observation[None])[0]
    assert len(pairs) > 50
    assert ((pairs.mean - exact).abs() < 4 * pairs.standard_error).all()
    assert pairs.standard_error.max() < 0.15


def test_every_kept_pair_is_near_and_belongs_together():
    observation = torch.tensor([0.5, 0.2])
    pairs = near_pairs(OpenCircle(), GaussianNoise(0.3), observation, 0.1, 20_000, generator())
    assert ((pairs.corrupted - observation).norm(dim=1) < 0.1).all()
    torch.testing.assert_close(pairs.clean.norm(dim=1), torch.ones(len(pairs)))
    assert (pairs.clean - pairs.corrupted).norm(dim=1).max() < 6 * 0.3


def test_no_near_pair_is_lost(monkeypatch):
    wide = near_pairs(Moons(), GaussianNoise(0.1), torch.zeros(2), 100.0, 1000, generator())
    assert len(wide) == wide.count == 1000
    monkeypatch.setattr(sys.modules[near_pairs.__module__], "BLOCK", 300)
    blocked = near_pairs(Moons(), GaussianNoise(0.1), torch.zeros(2), 100.0, 1000, generator())
    assert len(blocked) == 1000


def test_the_standard_error_falls_with_the_number_of_kept_pairs():
    few, many = (
        near_pairs(Moons(), GaussianNoise(0.3), torch.zeros(2), 0.2, count, generator())
        for count in (10_000, 160_000)
    )
    ratio = few.standard_error / many.standard_error
    torch.testing.assert_close(ratio, torch.full((2,), 4.0), rtol=0.25, atol=0)


def test_a_single_pair_has_no_standard_error():
    pairs = near_pairs(Moons(), GaussianNoise(0.3), torch.zeros(2), 100.0, 1, generator())
    assert pairs.standard_error.isnan().all()


def test_an_observation_that_no_pair_is_near_is_refused():
    with pytest.raises(ValueError, match=r"none of 100 pairs .* raise radius or count"):
        near_pairs(Moons(), GaussianNoise(0.1), torch.full((2,), 50.0), 0.1, 100, generator())


def test_what_is_outside_the_domain_is_refused():
    with pytest.raises(ValueError, match="radius must be > 0, got 0"):
        near_pairs(Moons(), GaussianNoise(0.1), torch.zeros(2), 0.0, 100, generator())
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        near_pairs(Moons(), GaussianNoise(0.1), torch.zeros(2), 0.1, 0, generator())
