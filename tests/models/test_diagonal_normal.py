"""Densities, draws and divergences, with torch.distributions as the oracle."""

import pytest
import torch
from torch.distributions import Independent, Normal, kl_divergence

from dlc_support.models.diagonal_normal import DiagonalNormal, standard_normal

GENERATOR = torch.Generator().manual_seed(0)
MEAN, LOG_STD = torch.randn(2, 5, 3, generator=GENERATOR, dtype=torch.float64)
NOISE = torch.randn(4, 5, 3, generator=GENERATOR, dtype=torch.float64)
CODE, ORACLE = DiagonalNormal(MEAN, LOG_STD), Normal(MEAN, LOG_STD.exp())


def test_the_divergence_of_each_latent_is_that_of_torch():
    torch.testing.assert_close(CODE.kl(), kl_divergence(ORACLE, Normal(0.0, 1.0)))


def test_the_log_density_is_that_of_torch_for_any_number_of_samples():
    latents = CODE.draw(NOISE)
    torch.testing.assert_close(CODE.log_prob(latents), Independent(ORACLE, 1).log_prob(latents))
    torch.testing.assert_close(CODE.log_prob(latents[1]), CODE.log_prob(latents)[1])


def test_the_standard_density_is_that_of_mean_0_and_deviation_1():
    plain = DiagonalNormal(torch.zeros(5, 3), torch.zeros(5, 3))
    torch.testing.assert_close(standard_normal(NOISE), plain.log_prob(NOISE))


def test_the_divergence_is_the_mean_log_ratio_of_its_own_draws():
    one = DiagonalNormal(torch.tensor([[0.5, -1.0]]), torch.tensor([[-0.7, 0.2]]))
    drawn = one.draw(torch.randn(200_000, 1, 2, generator=torch.Generator().manual_seed(1)))
    ratio = one.log_prob(drawn) - Independent(Normal(torch.zeros(2), 1.0), 1).log_prob(drawn)
    assert ratio.mean().item() == pytest.approx(one.kl().sum().item(), abs=0.02)


def test_the_prior_has_no_divergence_from_itself():
    assert not DiagonalNormal(torch.zeros(2, 3), torch.zeros(2, 3)).kl().any()


def test_a_draw_passes_the_gradients_of_mean_and_deviation():
    mean, log_std = MEAN.clone().requires_grad_(), LOG_STD.clone().requires_grad_()
    DiagonalNormal(mean, log_std).draw(NOISE[0]).sum().backward()
    torch.testing.assert_close(mean.grad, torch.ones_like(mean))
    torch.testing.assert_close(log_std.grad, LOG_STD.exp() * NOISE[0])


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match=r"the same shape, got \(2, 3\) and \(2, 1\)"):
        DiagonalNormal(torch.zeros(2, 3), torch.zeros(2, 1))
