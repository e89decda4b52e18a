from dataclasses import dataclass
from typing import ClassVar

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise, ZeroMask
from dlc_support.data import Batch
from dlc_support.objectives import Denoising, Noise2Noise


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Keep(nn.Module):
    def forward(self, corrupted):
        self.seen = corrupted
        return corrupted


def test_input_and_target_are_two_independent_draws():
    model = Keep()
    clean = torch.zeros(50_000, 1)
    loss = Noise2Noise(GaussianNoise(0.5), loss="mse")(model, Batch(clean), seeded())
    # Independent: the difference of the draws has twice the variance; equal draws would give 0.
    assert loss.total.item() == pytest.approx(0.5, rel=4 * (2 / 50_000) ** 0.5)
    assert model.seen.square().mean().item() == pytest.approx(0.25, rel=4 * (2 / 50_000) ** 0.5)


def test_the_risk_is_that_of_clean_targets_plus_the_power_of_the_targets_noise():
    count, dimensions, sigma = 40_000, 3, 0.4
    clean = torch.randn(count, dimensions, generator=seeded(7))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(dimensions, 8), nn.Tanh(), nn.Linear(8, dimensions))
    noisy = Noise2Noise(GaussianNoise(sigma))(model, Batch(clean), seeded(1)).total.item()
    known = Denoising(GaussianNoise(sigma))(model, Batch(clean), seeded(1)).total.item()
    power = 0.5 * dimensions * sigma**2
    # The same input noise: what is left is the target's, and its product with the error.
    spread = (0.5 * dimensions * sigma**4 + 2 * known * sigma**2) ** 0.5
    assert noisy - known == pytest.approx(power, abs=4 * spread / count**0.5)
    assert 4 * spread / count**0.5 < 0.1 * power


def test_the_target_can_have_a_corruption_of_its_own():
    clean = torch.ones(10, 4)
    loss = Noise2Noise(GaussianNoise(0.0), target_corruption=ZeroMask(1.0))
    assert loss(Keep(), Batch(clean), seeded()).total.item() == pytest.approx(0.5 * 4)


@dataclass(frozen=True)
class Plus:
    value: float
    unbiased: ClassVar[bool] = False

    def __call__(self, clean, generator):
        return clean + self.value


def test_a_batch_with_targets_has_those_corrupted():
    batch = Batch(torch.zeros(10, 4), targets=torch.full((10, 4), 2.0))
    loss = Noise2Noise(Plus(0.5), loss="l1")(Keep(), batch, seeded())
    assert loss.total.item() == pytest.approx(2.0)


def test_an_objective_prints_as_its_constructor():
    expected = "Noise2Noise(corruption=Plus(value=1.0), loss='l1', target_corruption=None)"
    assert repr(Noise2Noise(Plus(1.0), loss="l1")).endswith(expected)
