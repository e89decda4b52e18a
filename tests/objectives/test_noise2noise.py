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


class Free(nn.Module):
    """Returns weights of its own, one for each component."""

    def __init__(self, shape):
        super().__init__()
        self.values = nn.Parameter(torch.zeros(shape))

    def forward(self, corrupted):
        return self.values


def test_a_masked_loss_leaves_out_the_pixels_that_the_target_lacks():
    clean = 0.1 + 0.8 * torch.rand(5, 3, 6, 6, generator=seeded(3))
    model, mask = Free(clean.shape), ZeroMask(0.4)
    Noise2Noise(mask, masked=True)(model, Batch(clean), seeded(2)).total.backward()
    generator = seeded(2)
    mask(clean, generator)  # the input's draw
    kept = ~mask.mask(clean, generator)
    assert kept.any()
    assert not kept.all()
    torch.testing.assert_close(model.values.grad, -clean * kept / len(clean))


def test_masked_targets_have_the_clean_example_as_their_minimiser_and_plain_ones_a_darker_one():
    clean = torch.full((20_000, 1), 0.8)
    for masked, expected in ((True, 0.8), (False, 0.8 * 0.6)):
        model = Free((1, 1))
        batch, objective = Batch(clean), Noise2Noise(ZeroMask(0.4), masked=masked)
        model.forward = lambda corrupted, model=model: model.values.expand_as(corrupted)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        for step in range(40):
            optimizer.zero_grad()
            objective(model, batch, seeded(step)).total.backward()
            optimizer.step()
        assert model.values.item() == pytest.approx(expected, abs=0.02)


def test_a_mask_is_needed_for_a_masked_loss():
    with pytest.raises(
        ValueError, match="masked needs a target corruption that is a mask, got Ga"
    ):
        Noise2Noise(GaussianNoise(0.1), masked=True)
    with pytest.raises(ValueError, match="masked needs"):
        Noise2Noise(ZeroMask(0.1), target_corruption=GaussianNoise(0.1), masked=True)


def test_masking_shows_in_the_printed_form_when_it_is_used():
    expected = (
        "Noise2Noise(corruption=ZeroMask(p=0.5), loss='mse', target_corruption=None, masked=True)"
    )
    assert repr(Noise2Noise(ZeroMask(0.5), loss="mse", masked=True)) == expected
    assert "masked" not in repr(Noise2Noise(ZeroMask(0.5)))
