"""Samplers against what is known: normal data, mixtures, and the formulas of the papers."""

import math
from itertools import pairwise

import pytest
import torch
from torch import Generator

from dlc_support.data import GaussianMixture
from dlc_support.evaluation import (
    ExactAtLevels,
    NetworkAtLevels,
    PosteriorMean,
    annealed_langevin,
    energy_distance,
    follow_noise,
    noise_levels,
)
from dlc_support.models import LevelMLP, Preconditioned
from dlc_support.training import seeded

MIXTURE = GaussianMixture(modes=4, scale=0.2)
EXACT = ExactAtLevels(MIXTURE)
LEVELS = noise_levels(60, 0.01, 10.0)


def normal(noisy, sigma):
    """The denoiser of standard normal data."""
    return noisy / (1 + sigma**2)


def noise(count=2000, seed=0, size=2):
    return 10 * torch.randn(count, size, generator=Generator().manual_seed(seed))


def test_levels_fall_to_zero_and_the_curve_puts_them_where_they_are_small():
    levels = noise_levels(10, 0.02, 10.0)
    assert len(levels) == 11
    assert levels[0] == pytest.approx(10)
    assert levels[-2:] == [pytest.approx(0.02), 0.0]
    assert noise_levels(3, 1.0, 3.0, curve=1.0)[:3] == pytest.approx([3, 2, 1])
    assert noise_levels(5, 0.02, 10.0, curve=7.0)[2] < noise_levels(5, 0.02, 10.0, curve=2.0)[2]


def test_the_flow_scales_normal_noise_as_the_equation_says():
    start = noise(5)
    # Along the exact flow a point keeps its number of standard deviations.
    expected = start * math.sqrt(1 / (1 + 10.0**2))
    fine = noise_levels(2000, 0.001, 10.0)
    torch.testing.assert_close(follow_noise(normal, start, fine), expected, atol=2e-3, rtol=1e-2)


@pytest.mark.parametrize("fresh", [0.0, 0.5, 1.0])
def test_with_the_exact_denoiser_samples_have_the_density_of_the_data(fresh):
    made = follow_noise(EXACT, noise(), LEVELS, fresh=fresh, generator=Generator().manual_seed(1))
    known = MIXTURE.sample(2000, Generator().manual_seed(2))
    assert energy_distance(made, known) < 0.004
    assert energy_distance(noise(), known) > 1


def test_langevin_at_one_level_has_the_density_of_the_noisy_data():
    draw, sigma = Generator().manual_seed(0), 0.5
    start = torch.zeros(2000, 1)
    levels = [sigma, sigma * 0.999]
    made = annealed_langevin(normal, start, levels, draw, repeats=400, rate=0.05)
    # The step of size a on a normal density has the variance v / (1 - a / (4 v)).
    variance = 1 + sigma**2
    stationary = variance / (1 - 0.05 * sigma**2 / (4 * variance))
    assert made.var().item() == pytest.approx(stationary, rel=0.15)


def test_annealed_langevin_finds_all_modes_and_ends_with_a_denoising():
    draw = Generator().manual_seed(0)
    levels = noise_levels(20, 0.01, 10.0)
    made = annealed_langevin(EXACT, noise(1000), levels, draw, repeats=10, rate=0.2)
    counts = torch.cdist(made.double(), MIXTURE.means).argmin(dim=1).bincount(minlength=4)
    assert counts.min() > 150
    again = annealed_langevin(
        EXACT, noise(1000), levels[:-1], Generator().manual_seed(0), repeats=10, rate=0.2
    )
    torch.testing.assert_close(made, EXACT(again, levels[-2]))


def test_fresh_noise_of_one_is_the_posterior_of_ddpm():
    # Ho et al. (2020), equations 6 and 7, in their coordinates y = sqrt(a) x.
    sigma, tau, clean = 2.0, 1.5, torch.tensor([[0.3, -0.2]])
    start = torch.tensor([[1.0, 2.0]]).repeat(100_000, 1)
    made = follow_noise(
        lambda noisy, _: clean.expand_as(noisy),
        start,
        [sigma, tau],
        fresh=1.0,
        generator=Generator().manual_seed(0),
    )
    now, then = (1 / (1 + level**2) for level in (sigma, tau))
    alpha = now / then
    mean = (then**0.5 * (1 - alpha) * clean + alpha**0.5 * (1 - then) * now**0.5 * start[:1]) / (
        1 - now
    )
    variance = (1 - then) / (1 - now) * (1 - alpha)
    torch.testing.assert_close(then**0.5 * made.mean(dim=0, keepdim=True), mean, atol=0.01, rtol=0)
    assert (then * made.var(dim=0)).tolist() == pytest.approx([variance] * 2, rel=0.03)


def test_no_fresh_noise_is_euler_on_the_flow_and_draws_nothing():
    start = noise(3)
    by_hand = start
    for sigma, tau in pairwise(LEVELS):
        by_hand = by_hand + (tau - sigma) * (by_hand - EXACT(by_hand, sigma)) / sigma
    torch.testing.assert_close(follow_noise(EXACT, start, LEVELS), by_hand, atol=1e-5, rtol=1e-4)


def test_the_exact_denoiser_is_the_posterior_mean_at_each_level():
    points = noise(10) / 10
    for sigma in (0.1, 1.0):
        assert torch.equal(EXACT(points, sigma), PosteriorMean(MIXTURE, sigma)(points))


def test_a_network_is_given_the_level_and_the_parts_change_nothing():
    with seeded(0):
        model = Preconditioned(LevelMLP(2, (8,)), spread=0.7)
    points = noise(10) / 10
    with torch.no_grad():
        expected = model(points, condition=torch.full((10, 1), 0.3))
    torch.testing.assert_close(NetworkAtLevels(model)(points, 0.3), expected)
    torch.testing.assert_close(NetworkAtLevels(model, batch_size=3)(points, 0.3), expected)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: noise_levels(1, 0.1, 1.0), "steps must be at least 2"),
        (lambda: noise_levels(5, 1.0, 0.1), "low must be > 0 and below high"),
        (lambda: noise_levels(5, 0.1, 1.0, curve=0.0), "curve must be > 0"),
        (lambda: follow_noise(normal, noise(2), [1.0]), "at least two that fall"),
        (lambda: follow_noise(normal, noise(2), [1.0, 2.0]), "at least two that fall"),
        (lambda: follow_noise(normal, noise(2), [1.0, 0.0], fresh=2.0), "fresh must lie in"),
        (
            lambda: annealed_langevin(normal, noise(2), [1.0, 0.5], Generator(), rate=1.0),
            r"rate must lie in \(0, 1\)",
        ),
    ],
)
def test_what_cannot_be_followed_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_fresh_noise_needs_a_generator():
    with pytest.raises(TypeError, match="generator"):
        follow_noise(normal, noise(2), [1.0, 0.0], fresh=1.0)
