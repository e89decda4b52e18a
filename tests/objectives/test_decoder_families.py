"""Log probabilities of the decoder families, with torch.distributions as the oracle."""

import math

import pytest
import torch
from torch import distributions

from dlc_support.objectives import (
    BernoulliDecoder,
    ContinuousBernoulliDecoder,
    GaussianDecoder,
    GreyCrossEntropy,
    LaplaceDecoder,
)

GENERATOR = torch.Generator().manual_seed(0)
LOGITS = 3 * torch.randn(5, 1, 2, 3, generator=GENERATOR, dtype=torch.float64)
GREY = torch.rand(5, 1, 2, 3, generator=GENERATOR, dtype=torch.float64)
BINARY = GREY.round()


@pytest.mark.parametrize(
    ("family", "oracle", "target"),
    [
        (BernoulliDecoder(), distributions.Bernoulli(logits=LOGITS), BINARY),
        (ContinuousBernoulliDecoder(), distributions.ContinuousBernoulli(logits=LOGITS), GREY),
        (GaussianDecoder(0.3), distributions.Normal(LOGITS, 0.3), GREY),
        (LaplaceDecoder(0.3), distributions.Laplace(LOGITS, 0.3), GREY),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_log_probability_and_mean_are_those_of_torch(family, oracle, target):
    torch.testing.assert_close(
        family.log_prob(LOGITS, target), oracle.log_prob(target).flatten(1).sum(1), rtol=1e-5,
        atol=1e-5,
    )  # fmt: skip
    torch.testing.assert_close(family.mean(LOGITS), oracle.mean, rtol=1e-5, atol=1e-5)


def test_the_continuous_bernoulli_is_a_density_for_large_and_small_logits():
    grid = torch.linspace(0, 1, 200_001, dtype=torch.float64)
    family = ContinuousBernoulliDecoder()
    for size in (0.0, 1e-4, 0.019, 0.021, 1.0, 8.0, 40.0):
        for logit in (size, -size):
            parameters = torch.full_like(grid, logit)
            density = family.nats(parameters, grid).exp()
            assert torch.trapezoid(density, grid).item() == pytest.approx(1, abs=1e-6)
            mean = torch.trapezoid(density * grid, grid).item()
            assert family.mean(parameters[:1]).item() == pytest.approx(mean, abs=1e-6)


def test_the_continuous_bernoulli_has_finite_gradients_everywhere():
    logits = torch.tensor([-200.0, -1.0, 0.0, 1e-9, 1.0, 200.0], requires_grad=True)
    target = torch.full((6,), 0.3)
    ContinuousBernoulliDecoder().nats(logits, target).sum().backward()
    expected = target - ContinuousBernoulliDecoder().mean(logits)
    torch.testing.assert_close(logits.grad, expected.detach(), rtol=1e-4, atol=1e-5)


def test_a_perfect_reconstruction_costs_nothing_on_binary_pixels_and_the_entropy_on_grey_ones():
    extreme = 200 * (2 * BINARY - 1)
    torch.testing.assert_close(
        BernoulliDecoder().log_prob(extreme, BINARY), torch.zeros(5, dtype=torch.float64)
    )
    best = GreyCrossEntropy().log_prob(torch.logit(GREY), GREY)
    entropy = distributions.Bernoulli(GREY).entropy().flatten(1).sum(1)
    torch.testing.assert_close(best, -entropy)
    assert (entropy > 1).all()


def test_half_the_squared_error_is_unit_variance_without_its_constant():
    half_sse = 0.5 * (LOGITS - GREY).square().flatten(1).sum(1)
    constant = 6 * 0.5 * math.log(2 * math.pi)
    torch.testing.assert_close(-GaussianDecoder(1.0).log_prob(LOGITS, GREY), half_sse + constant)


def test_samples_may_lead_the_batch():
    many = torch.stack([LOGITS, LOGITS + 1])
    found = BernoulliDecoder().log_prob(many, BINARY)
    assert found.shape == (2, 5)
    torch.testing.assert_close(found[0], BernoulliDecoder().log_prob(LOGITS, BINARY))


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"must end in the target's shape \(5, 1, 2, 3\)"):
        BernoulliDecoder().log_prob(LOGITS[:1], BINARY)


@pytest.mark.parametrize("sigma", [0.0, -1.0, math.inf, math.nan])
def test_a_gaussian_without_width_is_refused(sigma):
    with pytest.raises(ValueError, match="sigma must be positive and finite"):
        GaussianDecoder(sigma)


def test_each_family_says_which_images_it_is_for():
    families = (BernoulliDecoder(), GreyCrossEntropy(), ContinuousBernoulliDecoder())
    assert [family.target_range for family in families] == ["binary", "unit", "unit"]
    assert GaussianDecoder(1.0).target_range is None
    assert [family.normalised for family in families] == [True, False, True]
