import sys
from dataclasses import dataclass

import pytest
import torch

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.data.toys import GaussianMixture
from dlc_support.evaluation.posterior_mean import PosteriorMean
from dlc_support.evaluation.risk import risk, risks

COUNT = 100_000


@dataclass(frozen=True)
class Normal:
    """Standard normal points: the exact denoiser shrinks by 1 / (1 + sigma^2)."""

    def sample(self, count, generator):
        return torch.randn(count, 2, generator=generator)


def shrink(corrupted):
    return corrupted / 1.25


def identity(corrupted):
    return corrupted


def generator():
    return torch.Generator().manual_seed(0)


def ratio(one, other, count, draws, density=None, sigma=0.5):
    both = {"one": one, "other": other}
    found = risks(both, density or Normal(), GaussianNoise(sigma), count, draws)
    return found.ratio("one", "other")


def test_doing_nothing_costs_the_variance_of_the_noise_in_each_coordinate():
    found = risk(identity, Normal(), GaussianNoise(0.5), COUNT, generator())
    assert found.low < 2 * 0.5**2 < found.high
    assert found.over == "draws"


def test_the_risk_of_shrinkage_is_its_closed_form():
    found = risks({"shrink": shrink}, Normal(), GaussianNoise(0.5), COUNT, generator())
    expected = 2 * 0.25 / 1.25
    assert abs(found.means[0] - expected) < 4 * found.standard_error("shrink")


def test_the_standard_error_is_that_of_the_squared_errors():
    found = risks({"shrink": shrink}, Normal(), GaussianNoise(0.5), COUNT, generator())
    # An error of variance v in two coordinates: the square has mean 2 v and deviation 2 v.
    assert found.standard_error("shrink") * COUNT**0.5 == pytest.approx(0.4, rel=0.02)


def test_the_ratio_of_risks_is_held_by_its_interval():
    found = ratio(identity, shrink, COUNT, generator())
    assert found.low < 1.25 < found.high
    assert found.high - found.low < 0.02


def test_intervals_of_the_ratio_hold_the_truth_as_often_as_they_say():
    draws = generator()
    held = 0
    for _ in range(200):
        found = ratio(identity, shrink, 500, draws)
        held += found.low < 1.25 < found.high
    assert 176 <= held <= 200  # 95 % of 200, within 4.5 standard deviations


def test_a_denoiser_has_ratio_one_to_itself_without_error():
    found = ratio(shrink, shrink, 1000, generator())
    assert (found.low, found.mean, found.high) == (1.0, 1.0, 1.0)


def test_blocks_give_the_moments_of_all_draws_together(monkeypatch):
    monkeypatch.setattr(sys.modules[risks.__module__], "BLOCK", 300)
    seen = []

    def watched(corrupted):
        seen.append(corrupted)
        return torch.zeros_like(corrupted)

    class Zero:
        def sample(self, count, generator):
            return torch.zeros(count, 1)

    found = risks({"a": identity, "b": watched}, Zero(), GaussianNoise(1.0), 1000, generator())
    errors = torch.cat(seen).double().square()
    assert [len(block) for block in seen] == [300, 300, 300, 100]
    torch.testing.assert_close(found.means[0], errors.mean())
    torch.testing.assert_close(found.covariance[0, 0], errors.var())
    assert found.covariance[1].abs().max() == 0


def test_the_exact_denoiser_beats_the_wrong_noise_level():
    mixture = GaussianMixture()
    exact, wrong = PosteriorMean(mixture, 0.2), PosteriorMean(mixture, 0.3)
    assert ratio(wrong, exact, 20_000, generator(), mixture, 0.2).low > 1


def test_the_same_generator_gives_the_same_risk():
    runs = [risk(shrink, Normal(), GaussianNoise(0.5), 100, generator()) for _ in range(2)]
    assert runs[0] == runs[1]


def test_what_is_outside_the_domain_is_refused():
    with pytest.raises(ValueError, match="count must be at least 2, got 1"):
        risk(shrink, Normal(), GaussianNoise(0.5), 1, generator())
    with pytest.raises(ValueError, match="at least one denoiser"):
        risks({}, Normal(), GaussianNoise(0.5), 10, generator())
    with pytest.raises(ValueError, match="name must be one of a, got 'b'"):
        risks({"a": shrink}, Normal(), GaussianNoise(0.5), 10, generator()).risk("b")
