import math

import pytest
import torch

from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood, Likelihood


@pytest.mark.parametrize("member", [GaussianLikelihood(0.5), ErasureLikelihood(0.5)])
def test_members_are_likelihoods(member):
    assert isinstance(member, Likelihood)


def test_gaussian_log_weights_differ_from_the_log_density_by_a_term_of_the_observation():
    generator = torch.Generator().manual_seed(0)
    clean = torch.rand(6, 4, generator=generator, dtype=torch.float64)
    corrupted = torch.randn(5, 4, generator=generator, dtype=torch.float64)
    logs = GaussianLikelihood(0.3).log_weights(corrupted, clean)
    density = torch.distributions.Normal(clean, 0.3).log_prob(corrupted[:, None]).sum(2)
    rest = logs - density
    torch.testing.assert_close(rest, rest[:, :1].expand(5, 6))


def test_erasure_weighs_hidden_ink_by_p_and_forbids_unexplained_ink():
    clean = torch.tensor([[1.0, 1, 1, 0], [1, 0, 0, 0], [0, 1, 1, 1], [1, 0, 0, 1]])
    seen = torch.tensor([[1.0, 0, 0, 0]])
    logs = ErasureLikelihood(0.9).log_weights(seen, clean)
    expected = [2 * math.log(0.9), 0.0, -math.inf, math.log(0.9)]
    torch.testing.assert_close(logs, torch.tensor([expected]))


@pytest.mark.parametrize("sigma", [0.0, -1.0, math.inf, math.nan])
def test_a_sigma_that_is_not_positive_and_finite_is_refused(sigma):
    with pytest.raises(ValueError, match="sigma must be > 0 and finite"):
        GaussianLikelihood(sigma)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_a_p_that_is_no_inner_probability_is_refused(p):
    with pytest.raises(ValueError, match=r"p must lie in \(0, 1\)"):
        ErasureLikelihood(p)


def test_examples_that_a_process_cannot_have_seen_are_refused():
    with pytest.raises(ValueError, match="prior must be binary"):
        ErasureLikelihood(0.5).check(torch.tensor([0.0, 0.5]), "prior")
    with pytest.raises(ValueError, match="corrupted must be finite"):
        GaussianLikelihood(0.5).check(torch.tensor([0.0, math.nan]), "corrupted")
