"""Likelihoods of models with latents, where probabilistic PCA knows the answer."""

import pytest
import torch

from dlc_support.data import Split
from dlc_support.evaluation import (
    ProbabilisticPCA,
    active_units,
    at_the_mean,
    importance_weighted,
    negative_elbo,
    probabilistic_pca,
)
from dlc_support.evaluation.nats import Nats
from dlc_support.models import MLP, VAE
from dlc_support.objectives import BernoulliDecoder, GaussianDecoder, GreyCrossEntropy
from dlc_support.training import seeded

GENERATOR = torch.Generator().manual_seed(0)
MIXING = torch.randn(2, 4, generator=GENERATOR, dtype=torch.float64)
DATA = torch.randn(300, 2, generator=GENERATOR, dtype=torch.float64) @ MIXING + 0.4 * torch.randn(
    300, 4, generator=GENERATOR, dtype=torch.float64
)
SPLIT = Split(DATA, name="line and noise")
EXACT: ProbabilisticPCA = probabilistic_pca(DATA, 2)
FAMILY = GaussianDecoder(EXACT.sigma)


def linear_vae(widen=1.0):
    """A linear VAE with the exact decoder and posterior means; its deviations times `widen`."""
    with seeded(0):
        model = VAE(MLP((4, 4)), MLP((2, 4)), latents=2, shape=(4,)).double()
    encoder, decoder = model.encoder.layers[0], model.decoder.layers[0]
    with torch.no_grad():
        encoder.weight.zero_()
        encoder.weight[:2] = EXACT.encoder
        encoder.bias[:2] = -EXACT.encoder @ EXACT.mean
        encoder.bias[2:] = (widen * EXACT.posterior.diagonal().sqrt()).log()
        decoder.weight.copy_(EXACT.weight)
        decoder.bias.copy_(EXACT.mean)
    return model


@pytest.mark.parametrize("samples", [1, 3])
def test_with_the_exact_posterior_every_draw_gives_the_exact_likelihood(samples):
    found = importance_weighted(linear_vae(), SPLIT, FAMILY, samples=samples, seed=7)
    torch.testing.assert_close(found.values, -EXACT.log_likelihood(DATA), rtol=0, atol=1e-6)


def test_more_samples_never_make_it_worse_on_average_and_tend_to_the_exact_value():
    exact = -EXACT.log_likelihood(DATA).mean().item()
    model = linear_vae(widen=1.8)
    means = [
        importance_weighted(model, SPLIT, FAMILY, samples=samples).mean
        for samples in (1, 10, 100, 1000)
    ]
    assert means == sorted(means, reverse=True)
    assert means[0] > exact + 0.3
    assert means[-1] == pytest.approx(exact, abs=5e-3)


def test_the_bound_with_one_draw_is_the_estimate_with_one_up_to_the_drawn_divergence():
    model = linear_vae(widen=1.8)
    bound = negative_elbo(model, SPLIT, FAMILY, samples=300)
    single = importance_weighted(model, SPLIT, FAMILY, samples=1)
    assert bound.mean == pytest.approx(single.mean, abs=0.15)
    assert bound.mean > -EXACT.log_likelihood(DATA).mean()


def test_at_the_mean_is_below_the_exact_value_and_says_that_it_is_no_bound():
    found = at_the_mean(linear_vae(), SPLIT, FAMILY)
    exact = -EXACT.log_likelihood(DATA)
    assert found.mean < exact.mean() - 0.5  # its "ELBO" lies above log p: no bound
    assert (found.values < exact).all()
    assert found.kind == "at the mean"
    assert "no bound" in str(found)


@pytest.mark.parametrize("function", [importance_weighted, negative_elbo])
def test_the_values_do_not_depend_on_the_size_of_the_parts(function, monkeypatch):
    model = linear_vae(widen=1.5)
    whole = function(model, SPLIT, FAMILY, samples=5)
    monkeypatch.setattr("dlc_support.evaluation.latent_likelihood.DECODED", 35)
    torch.testing.assert_close(function(model, SPLIT, FAMILY, samples=5).values, whole.values)
    torch.testing.assert_close(
        function(model, SPLIT.take(20), FAMILY, samples=5).values.mean(),
        whole.values[:20].mean(), rtol=0.5, atol=1.0,
    )  # fmt: skip


def test_the_estimate_carries_what_it_is():
    found = importance_weighted(linear_vae(), SPLIT, FAMILY, samples=3)
    assert isinstance(found, Nats)
    assert (found.family, found.kind, found.samples) == (FAMILY, "estimate", 3)
    assert found.data == "line and noise"
    assert found.values.dtype == torch.float64
    assert len(found.values) == 300


def test_the_model_is_left_as_it_was_and_gets_no_gradients():
    model = linear_vae().train()
    found = importance_weighted(model, SPLIT, FAMILY, samples=2)
    assert model.training
    assert not found.values.requires_grad


def test_grey_images_under_a_bernoulli_are_refused():
    grey = Split(torch.rand(3, 1, 2, 2), name="grey", range="unit")
    with seeded(0):
        model = VAE(MLP((4, 2)), MLP((1, 4)), latents=1, shape=(1, 2, 2))
    with pytest.raises(ValueError, match=r"grey under BernoulliDecoder\(\).*binarised"):
        importance_weighted(model, grey, BernoulliDecoder())
    with pytest.raises(ValueError, match="no log probabilities"):
        importance_weighted(model, grey, GreyCrossEntropy(), samples=2)


def test_a_number_of_samples_below_one_is_refused():
    with pytest.raises(ValueError, match="samples must be at least 1, got 0"):
        importance_weighted(linear_vae(), SPLIT, FAMILY, samples=0)


def test_active_units_are_those_whose_mean_moves():
    codes = torch.randn(1000, 4, generator=GENERATOR) * torch.tensor([1.0, 0.2, 0.05, 0.0])
    assert active_units(codes) == 2
    assert active_units(codes, threshold=0.001) == 3
    with pytest.raises(ValueError, match="at least 2 rows"):
        active_units(codes[:1])
