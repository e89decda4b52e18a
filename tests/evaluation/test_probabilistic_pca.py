"""Probabilistic PCA against torch.distributions, and against other parameters."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal

from dlc_support.evaluation import ProbabilisticPCA, probabilistic_pca

GENERATOR = torch.Generator().manual_seed(0)
MIXING = torch.randn(2, 5, generator=GENERATOR)
DATA = torch.randn(400, 2, generator=GENERATOR) @ MIXING + 0.5 * torch.randn(
    400, 5, generator=GENERATOR
)


def test_the_log_likelihood_is_that_of_torch():
    found = probabilistic_pca(DATA, 2)
    covariance = found.weight @ found.weight.T + found.sigma**2 * torch.eye(5)
    oracle = MultivariateNormal(found.mean, covariance)
    torch.testing.assert_close(found.log_likelihood(DATA), oracle.log_prob(DATA.double()))


def test_no_parameters_near_by_have_a_larger_likelihood():
    found = probabilistic_pca(DATA, 2)
    best = found.log_likelihood(DATA).mean()
    for _ in range(20):
        shift = 0.05 * torch.randn(5, 2, generator=GENERATOR)
        other = ProbabilisticPCA(found.weight + shift, found.mean, found.sigma)
        assert other.log_likelihood(DATA).mean() < best
    for factor in (0.95, 1.05):
        other = ProbabilisticPCA(found.weight, found.mean, factor * found.sigma)
        assert other.log_likelihood(DATA).mean() < best


def test_the_posterior_is_that_of_bayes_rule():
    found = probabilistic_pca(DATA, 2)
    covariance = found.weight @ found.weight.T + found.sigma**2 * torch.eye(5)
    gain = torch.linalg.solve(covariance, found.weight).T
    torch.testing.assert_close(found.encoder, gain)
    torch.testing.assert_close(found.posterior, torch.eye(2).double() - gain @ found.weight)
    torch.testing.assert_close(found.encode(DATA), (DATA.double() - found.mean) @ gain.T)


def test_the_latents_are_independent_given_an_example():
    posterior = probabilistic_pca(DATA, 2).posterior
    assert abs(posterior[0, 1]) < 1e-12


def test_images_are_flattened():
    images = DATA[:, :4].reshape(400, 1, 2, 2)
    torch.testing.assert_close(
        probabilistic_pca(images, 1).log_likelihood(images),
        probabilistic_pca(DATA[:, :4], 1).log_likelihood(DATA[:, :4]),
    )


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        (DATA[:1], "at least 2 examples"),
        (DATA[:, :2], "more than 2 components"),
        (torch.cat([DATA[:, :2], torch.zeros(400, 1)], dim=1), "nothing is left for the noise"),
    ],
)
def test_examples_that_leave_nothing_are_refused(examples, message):
    with pytest.raises(ValueError, match=message):
        probabilistic_pca(examples, 2)


@pytest.mark.parametrize(
    ("mean", "sigma", "message"),
    [(torch.zeros(4), 1.0, "mean must have 5"), (torch.zeros(5), math.nan, "sigma must be")],
)
def test_parameters_that_do_not_fit_are_refused(mean, sigma, message):
    with pytest.raises(ValueError, match=message):
        ProbabilisticPCA(torch.zeros(5, 2), mean, sigma)
