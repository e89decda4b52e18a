"""Water-filling: the optimum of a linear beta-VAE, and one that was trained."""

import math

import pytest
import torch

from dlc_support.data import Batch, Split
from dlc_support.evaluation import WaterFilling
from dlc_support.models import MLP, VAE
from dlc_support.objectives import GaussianDecoder, NegativeELBO
from dlc_support.training import Adam, Cosine, fit, seeded

VALUES = torch.tensor([4.0, 2.0, 1.0, 0.5, 0.25])


def test_active_directions_pay_their_rate_and_leave_the_level():
    found = WaterFilling(VALUES, level=0.75)
    assert found.active.tolist() == [True, True, True, False, False]
    assert found.rate[0].item() == pytest.approx(0.5 * math.log(4 / 0.75))
    assert found.rate[3:].tolist() == [0.0, 0.0]
    assert found.distortion.tolist() == [0.75, 0.75, 0.75, 0.5, 0.25]
    torch.testing.assert_close(found.weights, torch.tensor([3.25, 1.25, 0.25, 0.0, 0.0]))


def test_the_slope_of_rate_over_distortion_is_that_of_the_weight():
    # d rate / d distortion = -1 / (2 D) in each active direction: beta is this exchange rate.
    here, there = (WaterFilling(VALUES[:1].double(), level=level) for level in (0.7, 0.7001))
    slope = (there.rate - here.rate) / (there.distortion - here.distortion)
    assert slope.item() == pytest.approx(-1 / (2 * 0.7), rel=1e-3)


@pytest.mark.parametrize("beta", [3.0, 9.0])
def test_a_trained_linear_beta_vae_keeps_the_eigenvalues_above_beta_sigma_squared(beta):
    sigma, count = 0.5, 300
    draws = torch.Generator().manual_seed(0)
    white = torch.randn(count, 3, generator=draws)
    white = torch.linalg.qr(white - white.mean(dim=0))[0] * count**0.5
    values = torch.tensor([4.0, 1.5, 0.5])
    data = white * values.sqrt()
    with seeded(0):
        model = VAE(MLP((3, 6)), MLP((3, 3)), latents=3, shape=(3,))
    objective = NegativeELBO(GaussianDecoder(sigma=sigma), beta=beta)
    fit(
        model,
        objective,
        Split(data),
        steps=1200,
        batch_size=300,
        optimizer=Adam(2e-2),
        schedule=Cosine(),
        progress=False,
    )
    expected = WaterFilling(values, level=beta * sigma**2)
    with torch.no_grad():
        each = model.encode(data).kl().mean(dim=0).sort(descending=True).values
        losses = [objective(model, Batch(data), draws).parts["reconstruction"] for _ in range(50)]
    torch.testing.assert_close(each, expected.rate, atol=0.05, rtol=0)
    constant = 1.5 * math.log(2 * math.pi * sigma**2)
    distortion = 2 * sigma**2 * (sum(losses).item() / 50 - constant)
    assert distortion == pytest.approx(expected.distortion.sum().item(), rel=0.05)


def test_wrong_levels_and_values_are_refused():
    with pytest.raises(ValueError, match="level must be > 0, got 0"):
        WaterFilling(VALUES, level=0.0)
    with pytest.raises(ValueError, match="eigenvalues must be >= 0"):
        WaterFilling(-VALUES, level=1.0)
