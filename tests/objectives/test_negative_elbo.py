"""The negative ELBO: the traps of published code, each as a property."""

from copy import deepcopy

import pytest
import torch
from torch import nn

from dlc_support.corruptions import Binarisation, GaussianNoise, Scheduled, ZeroMask
from dlc_support.data import Batch, Split
from dlc_support.evaluation import probabilistic_pca
from dlc_support.models import MLP, VAE
from dlc_support.objectives import (
    BernoulliDecoder,
    ContinuousBernoulliDecoder,
    GaussianDecoder,
    NegativeELBO,
)
from dlc_support.training import Adam, Cosine, Ramp, fit, seeded
from tests.objectives.interrupted import ends_bit_identical

BINARY = torch.rand(6, 1, 3, 4, generator=torch.Generator().manual_seed(1)).round()


def network(pixels=12, shape=(1, 3, 4)):
    with seeded(0):
        return VAE(MLP((pixels, 8, 4)), MLP((2, 8, pixels)), latents=2, shape=shape)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


class Still(VAE):
    """Draws the mean, so that what remains is a deterministic function of the batch."""

    def encode(self, inputs):
        code = super().encode(inputs)
        return type(code)(code.mean, torch.full_like(code.mean, -40.0))


def still(model):
    copy = deepcopy(model)
    copy.__class__ = Still
    return copy


def test_the_parts_are_nats_summed_over_pixels_and_latents_and_averaged_over_the_batch():
    model, batch = network(), Batch(BINARY)
    loss = NegativeELBO()(model, batch, generator())
    code = model.encode(BINARY)
    posterior = torch.distributions.Normal(code.mean, code.log_std.exp())
    kl = torch.distributions.kl_divergence(posterior, torch.distributions.Normal(0.0, 1.0))
    logits = model.decode(code.draw(torch.randn(6, 2, generator=generator())))
    log_prob = torch.distributions.Bernoulli(logits=logits).log_prob(BINARY)
    torch.testing.assert_close(loss.parts["kl"], kl.sum() / 6)
    torch.testing.assert_close(loss.parts["reconstruction"], -log_prob.sum() / 6)
    torch.testing.assert_close(loss.total, loss.parts["reconstruction"] + loss.parts["kl"])
    torch.testing.assert_close(loss.total, loss.parts["negative_elbo"])


def test_a_batch_twice_over_has_the_same_loss():
    model = still(network())
    once = NegativeELBO()(model, Batch(BINARY), generator())
    twice = NegativeELBO()(model, Batch(torch.cat([BINARY, BINARY])), generator())
    for name, part in once.parts.items():
        torch.testing.assert_close(twice.parts[name], part, msg=name)


def test_an_image_twice_as_large_doubles_the_reconstruction_and_leaves_the_kl():
    small = network()
    large = network(pixels=24, shape=(1, 3, 8))
    wide = torch.cat([BINARY, BINARY], dim=3)
    with torch.no_grad():
        first, second = small.encoder.layers[0], large.encoder.layers[0]
        kernel = first.weight.view(8, 3, 4) / 2
        second.weight.copy_(torch.cat([kernel, kernel], dim=2).flatten(1))
        second.bias.copy_(first.bias)
        large.encoder.layers[2].load_state_dict(small.encoder.layers[2].state_dict())
        large.decoder.layers[0].load_state_dict(small.decoder.layers[0].state_dict())
        last, wider = small.decoder.layers[2], large.decoder.layers[2]
        rows = last.weight.view(3, 4, 8)
        wider.weight.copy_(torch.cat([rows, rows], dim=1).flatten(0, 1))
        wider.bias.copy_(last.bias.view(3, 4).repeat(1, 2).flatten())
    one = NegativeELBO()(small, Batch(BINARY), generator()).parts
    two = NegativeELBO()(large, Batch(wide), generator()).parts
    torch.testing.assert_close(two["reconstruction"], 2 * one["reconstruction"])
    torch.testing.assert_close(two["kl"], one["kl"])


@pytest.mark.parametrize(("progress", "weight"), [(0.0, 0.0), (0.25, 2.0), (0.5, 4.0), (1.0, 4.0)])
def test_beta_is_a_number_or_a_schedule_and_negative_elbo_does_not_know_it(progress, weight):
    objective = NegativeELBO(beta=Ramp(0.0, 4.0, until=0.5))
    loss = objective(network(), Batch(BINARY, progress=progress), generator())
    parts = loss.parts
    torch.testing.assert_close(loss.total, parts["reconstruction"] + weight * parts["kl"])
    torch.testing.assert_close(parts["negative_elbo"], parts["reconstruction"] + parts["kl"])


def test_free_bits_charge_only_what_a_latent_costs_beyond_them():
    model, batch = network(), Batch(BINARY)
    each = model.encode(BINARY).kl().mean(0)
    between = each.mean().item()
    assert each.min() < between < each.max()
    loss = NegativeELBO(free_bits=between)(model, batch, generator())
    paid = loss.total - loss.parts["reconstruction"]
    torch.testing.assert_close(paid, each.max() + between)
    torch.testing.assert_close(loss.parts["kl"], each.sum())


def test_a_free_latent_has_no_gradient_of_the_kl():
    code_bias = {}
    for free in (0.0, 100.0):
        model = network()
        loss = NegativeELBO(free_bits=free)(model, Batch(BINARY), generator())
        (loss.total - loss.parts["reconstruction"]).backward()
        code_bias[free] = model.encoder.layers[-1].bias.grad
    assert code_bias[0.0].any()
    assert not code_bias[100.0].any()


def test_the_denoising_vae_encodes_the_corrupted_and_explains_the_clean_image():
    model, corruption = network(), ZeroMask(0.5)
    loss = NegativeELBO(corruption=corruption)(model, Batch(BINARY), generator())
    draws = generator()
    code = model.encode(corruption(BINARY, draws))
    logits = model.decode(code.draw(torch.randn(6, 2, generator=draws)))
    expected = -BernoulliDecoder().log_prob(logits, BINARY).mean()
    torch.testing.assert_close(loss.parts["reconstruction"], expected)
    torch.testing.assert_close(loss.parts["kl"], code.kl().sum(1).mean())


def test_a_scheduled_corruption_is_that_of_the_moment():
    objective = NegativeELBO(corruption=Scheduled(GaussianNoise, Ramp(0.0, 2.0)))
    plain = NegativeELBO(corruption=GaussianNoise(1.0))
    found, expected = (
        one(network(), Batch(BINARY, progress=0.5), generator()).total
        for one in (objective, plain)
    )
    torch.testing.assert_close(found, expected)


def test_the_dynamic_draw_is_what_is_encoded_and_what_is_explained():
    model, grey = network(), torch.full((6, 1, 3, 4), 0.5)
    loss = NegativeELBO(dynamic=True)(model, Batch(grey), generator())
    draws = generator()
    drawn = Binarisation()(grey, draws)
    other = NegativeELBO()(model, Batch(drawn), draws)
    torch.testing.assert_close(loss.total, other.total)


def test_grey_pixels_under_a_bernoulli_are_refused_before_the_first_step():
    grey = Split(torch.rand(4, 1, 3, 4), name="grey", range="unit")
    with pytest.raises(ValueError, match=r"grey under .*binarised\(split\) makes grey images"):
        fit(network(), NegativeELBO(), grey, epochs=1, progress=False)
    fit(network(), NegativeELBO(dynamic=True), grey, epochs=1, progress=False)
    fit(network(), NegativeELBO(ContinuousBernoulliDecoder()), grey, epochs=1, progress=False)


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"beta": -1.0}, ValueError, "beta must be >= 0, got -1"),
        ({"beta": Ramp(1.0, -1.0)}, ValueError, "beta must be >= 0, got -1"),
        ({"beta": Ramp}, TypeError, "beta must be a number or a schedule, got the class Ramp"),
        ({"free_bits": -0.5}, ValueError, "free_bits must be >= 0, got -0.5"),
        ({"corruption": ZeroMask}, TypeError, "corruption must be a corruption"),
        ({"family": GaussianDecoder(1.0), "dynamic": True}, ValueError, "dynamic draws binary"),
    ],
)
def test_settings_outside_their_domain_are_refused(settings, error, message):
    with pytest.raises(error, match=message):
        NegativeELBO(**settings)


def test_a_model_without_a_code_is_refused():
    with pytest.raises(TypeError, match=r"model must have encode and decode.*got Linear"):
        NegativeELBO()(nn.Linear(2, 2), Batch(torch.zeros(1, 2)), generator())


def test_targets_beside_a_dynamic_draw_are_refused():
    with pytest.raises(ValueError, match="leave targets out"):
        NegativeELBO(dynamic=True)(network(), Batch(BINARY, targets=BINARY), generator())


def test_in_bfloat16_the_loss_and_its_parts_are_float32():
    model, batch = network(), Batch(BINARY)
    exact = NegativeELBO()(model, batch, generator())
    with torch.autocast("cpu", torch.bfloat16):
        loss = NegativeELBO()(model, batch, generator())
    assert {part.dtype for part in (loss.total, *loss.parts.values())} == {torch.float32}
    torch.testing.assert_close(loss.parts["kl"], exact.parts["kl"], rtol=2e-2, atol=1e-2)


@pytest.mark.parametrize(
    "settings",
    [
        {"beta": Ramp(0.0, 1.0, until=0.3)},
        {"free_bits": 0.1, "corruption": ZeroMask(0.3)},
        {"dynamic": True},
    ],
    ids=["warm-up", "free bits, denoising", "dynamic"],
)
def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(settings, tmp_path):
    images = Split(BINARY, name="six", range="unit" if "dynamic" in settings else "binary")
    ends_bit_identical(network, NegativeELBO(**settings), images, tmp_path)


def linear_case():
    """Gaussian data of four dimensions, their probabilistic PCA, and an empty linear VAE."""
    draws = generator(5)
    mixing = torch.randn(2, 4, generator=draws)
    data = torch.randn(500, 2, generator=draws) @ mixing + 0.3 * torch.randn(
        500, 4, generator=draws
    )
    with seeded(0):
        model = VAE(MLP((4, 4)), MLP((2, 4)), latents=2, shape=(4,))
    return data, probabilistic_pca(data, 2), model


def set_to(model, exact):
    """Writes the exact posterior and the decoder of a probabilistic PCA into a linear VAE."""
    encoder, decoder = model.encoder.layers[0], model.decoder.layers[0]
    with torch.no_grad():
        encoder.weight.zero_()
        encoder.weight[:2] = exact.encoder
        encoder.bias[:2] = -exact.encoder @ exact.mean
        encoder.bias[2:] = exact.posterior.diagonal().log() / 2
        decoder.weight.copy_(exact.weight)
        decoder.bias.copy_(exact.mean)


def analytic(model, sigma, data):
    """The negative ELBO of a linear VAE without a draw, mean over the examples."""
    code, weight = model.encode(data), model.decoder.layers[0].weight
    spread = ((2 * code.log_std).exp() @ weight.square().T).sum(1) / (2 * sigma**2)
    at_mean = GaussianDecoder(sigma).log_prob(model.decode(code.mean), data)
    return (spread - at_mean + code.kl().sum(1)).mean()


def test_at_its_optimum_a_linear_vae_has_the_log_likelihood_of_probabilistic_pca():
    data, exact, model = linear_case()
    model, data = model.double(), data.double()
    set_to(model, exact)
    expected = -exact.log_likelihood(data).mean()
    assert abs(analytic(model, exact.sigma, data) - expected) < 1e-10
    objective = NegativeELBO(GaussianDecoder(exact.sigma))
    losses = [objective(model, Batch(data), generator(seed)).total for seed in range(400)]
    torch.testing.assert_close(torch.stack(losses).mean(), expected, rtol=0, atol=0.02)


@pytest.mark.parametrize("sigma", [0.1, 0.3, 1.0, 3.0])
def test_the_elbo_is_below_the_log_likelihood_of_its_own_decoder_for_any_sigma(sigma):
    data, exact, model = linear_case()
    model = model.double()
    found = type(exact)(model.decoder.layers[0].weight, model.decoder.layers[0].bias, sigma)
    bound = analytic(model, sigma, data.double())
    assert bound > -found.log_likelihood(data).mean()


def test_a_linear_vae_is_trained_to_probabilistic_pca():
    data, exact, model = linear_case()
    objective = NegativeELBO(GaussianDecoder(exact.sigma))
    options = {"optimizer": Adam(2e-2), "schedule": Cosine(), "progress": False}
    fit(model, objective, Split(data), steps=3000, batch_size=500, **options)
    gap = analytic(model, exact.sigma, data) + exact.log_likelihood(data).mean()
    assert -1e-5 < gap < 1e-3
