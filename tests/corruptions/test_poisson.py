import math

import pytest
import torch

from dlc_support.corruptions import PoissonNoise


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("value", [0.05, 0.4, 1.0])
def test_mean_and_variance_are_those_of_counted_photons(value):
    count, peak = 200_000, 30
    draws = PoissonNoise(peak)(torch.full((count, 1), value), seeded()).double()
    variance = value / peak
    assert abs(draws.mean() - value) < 4 * (variance / count) ** 0.5
    assert draws.var().item() == pytest.approx(variance, rel=0.05)


def test_values_are_whole_counts_over_the_peak():
    draws = PoissonNoise(8)(torch.rand(1000, 1, generator=seeded(1)), seeded())
    counts = draws * 8
    torch.testing.assert_close(counts, counts.round())
    assert draws.max() > 1  # nothing is clipped


def test_black_has_no_noise():
    assert torch.equal(PoissonNoise(30)(torch.zeros(10, 4), seeded()), torch.zeros(10, 4))


def test_many_photons_leave_the_image_as_it_is():
    clean = torch.rand(10, 4, generator=seeded(1))
    torch.testing.assert_close(PoissonNoise(1e9)(clean, seeded()), clean, rtol=0, atol=5e-4)


def test_the_gradient_is_that_of_the_mean():
    clean = torch.rand(3, 4, generator=seeded(1)).requires_grad_()
    (2 * PoissonNoise(30)(clean, seeded())).sum().backward()
    assert torch.equal(clean.grad, torch.full((3, 4), 2.0))


@pytest.mark.parametrize("peak", [0.0, -1.0, math.nan])
def test_an_impossible_peak_is_refused(peak):
    with pytest.raises(ValueError, match=f"peak must be > ?=? ?0.* got {peak}"):
        PoissonNoise(peak)


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match=r"clean must be >= 0 to be counted, got -0\.5"):
        PoissonNoise(30)(torch.tensor([[0.2, -0.5]]), seeded())
