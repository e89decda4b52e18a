"""The information in a linear code of Gaussian data, against independent formulas and draws."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal

from dlc_support.evaluation.gaussian_code import GaussianCode


def example(components=5, code=2, noise=0.3):
    """A code with nothing special about it."""
    generator = torch.Generator().manual_seed(0)
    roots = [torch.randn(n, n, generator=generator).double() for n in (components, code)]
    encoder = torch.randn(code, components, generator=generator).double()
    covariance, scatter = (root @ root.T + 0.2 * torch.eye(len(root)) for root in roots)
    return GaussianCode(covariance, encoder, noise * scatter)


def best_variance(code):
    return code.posterior.trace() / len(code.covariance)


def test_one_component_has_half_the_logarithm_of_one_plus_the_signal_to_noise_ratio():
    code = GaussianCode(torch.tensor([[4.0]]), torch.tensor([[3.0]]), torch.tensor([[0.5]]))
    assert code.information == pytest.approx(0.5 * math.log(1 + 9 * 4 / 0.5), rel=1e-12)
    assert code.posterior.item() == pytest.approx(1 / (1 / 4 + 9 / 0.5), rel=1e-12)


def test_the_information_is_the_entropies_of_the_parts_less_that_of_the_whole():
    code = example()
    across = code.covariance @ code.encoder.T
    seen = code.encoder @ across + code.noise
    joint = torch.cat([torch.cat([code.covariance, across], 1), torch.cat([across.T, seen], 1)])
    parts = code.covariance.logdet() + seen.logdet() - joint.logdet()
    assert code.information == pytest.approx(0.5 * parts.item(), abs=1e-10)


def test_draws_have_the_information_as_the_mean_of_their_log_ratio():
    code = example()
    torch.manual_seed(0)
    clean = MultivariateNormal(torch.zeros(5).double(), code.covariance).sample((20_000,))
    noise = MultivariateNormal(torch.zeros(2).double(), code.noise)
    seen = code.encoder @ code.covariance @ code.encoder.T + code.noise
    means = clean @ code.encoder.T
    codes = means + noise.sample((len(clean),))
    marginal = MultivariateNormal(torch.zeros(2).double(), seen)
    ratio = noise.log_prob(codes - means) - marginal.log_prob(codes)
    assert abs(ratio.mean() - code.information) < 4 * ratio.std() / len(ratio) ** 0.5


def test_the_posterior_is_that_of_bayes_rule_in_its_other_form():
    code = example()
    weighted = code.encoder.T @ torch.linalg.inv(code.noise)
    posterior = torch.linalg.inv(torch.linalg.inv(code.covariance) + weighted @ code.encoder)
    torch.testing.assert_close(code.posterior, posterior)
    torch.testing.assert_close(code.decoder, posterior @ weighted)


def test_the_bound_is_tight_for_the_true_posterior_and_for_nothing_else():
    code = example()
    assert abs(code.bound(code.posterior) - code.information) < 1e-10
    for covariance in (1.1 * code.posterior, 0.9 * code.posterior, torch.eye(5)):
        assert code.bound(covariance) < code.information - 1e-3
    assert code.bound(code.posterior, 1.05 * code.decoder) < code.information - 1e-3


def test_the_gap_is_the_mean_divergence_of_the_decoder_from_the_posterior():
    code, sigma = example(), 0.7
    variances = torch.linalg.eigvalsh(code.posterior)
    divergence = 0.5 * (variances / sigma**2 - 1 - (variances / sigma**2).log()).sum()
    gap = code.information - code.bound(sigma**2 * torch.eye(5).double())
    assert gap == pytest.approx(divergence.item(), abs=1e-10)


def test_with_the_best_isotropic_variance_it_is_the_ratio_of_two_means():
    code = example()
    variances = torch.linalg.eigvalsh(code.posterior)
    expected = 5 / 2 * (variances.mean().log() - variances.log().mean())
    best = best_variance(code)
    gap = code.information - code.bound(best * torch.eye(5).double())
    assert gap == pytest.approx(expected.item(), abs=1e-10)
    assert all(
        code.bound(best * f * torch.eye(5).double()) < code.information - gap for f in (0.9, 1.1)
    )


def test_without_noise_the_information_diverges_and_the_isotropic_bound_does_not():
    codes = [example(noise=0.3 * 10.0**-power) for power in (4, 6)]
    gain = codes[1].information - codes[0].information
    assert gain == pytest.approx(2 / 2 * math.log(100), abs=1e-3)  # two units, a factor of 100
    bounds = [code.bound(best_variance(code) * torch.eye(5)) for code in codes]
    assert bounds[1] - bounds[0] < 1e-3


def test_no_change_of_the_decoder_lowers_the_error():
    code = example()
    least = code.error().trace()
    for place in range(code.decoder.numel()):
        for step in (-0.01, 0.01):
            other = code.decoder.clone()
            other.view(-1)[place] += step
            assert code.error(other).trace() > least


def test_what_is_no_code_is_refused():
    one = torch.eye(1)
    with pytest.raises(ValueError, match="noise must be positive definite, got the eigenvalue 0"):
        GaussianCode(one, one, 0 * one)
    with pytest.raises(ValueError, match=r"covariance must be 2x2, got shape \(1, 1\)"):
        GaussianCode(one, torch.ones(1, 2), one)
    with pytest.raises(ValueError, match="covariance must be symmetric"):
        GaussianCode(torch.tensor([[1.0, 0.5], [0.0, 1.0]]), torch.ones(1, 2), one)
    with pytest.raises(ValueError, match="covariance must be 5x5"):
        example().bound(torch.eye(2))
