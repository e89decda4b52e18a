"""The loss of a VQ-VAE: its terms by hand, and which part each of them moves."""

import math

import pytest
import torch
from torch import Generator, nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE, VQVAE
from dlc_support.objectives import GaussianDecoder, QuantisedELBO
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

IMAGES = torch.rand(6, 1, 4, 6, generator=Generator().manual_seed(1))


def network():
    with seeded(0):
        return VQVAE(nn.Conv2d(1, 3, 2, 2), nn.ConvTranspose2d(3, 1, 2, 2), codes=7, dimension=3)


def generator():
    return Generator().manual_seed(0)


def moved(model, value):
    """The parts of the model that a term has a gradient for."""
    model.zero_grad()
    value.backward()
    return {name.split(".")[0] for name, w in model.named_parameters() if w.grad is not None}


def test_the_terms_are_those_computed_by_hand():
    model, sigma = network(), 0.3
    loss = QuantisedELBO(GaussianDecoder(sigma), commitment=0.7)(model, Batch(IMAGES), generator())
    encoded = model.encoder(IMAGES)
    flat = encoded.movedim(1, -1).reshape(-1, 3)
    nearest = torch.cdist(flat, model.codebook.weight).argmin(1)
    codes = model.codebook.weight[nearest].view(6, 2, 3, 3).movedim(-1, 1)
    normal = torch.distributions.Normal(model.decoder(codes), sigma)
    torch.testing.assert_close(loss.parts["reconstruction"], -normal.log_prob(IMAGES).sum() / 6)
    assert loss.parts["kl"] == pytest.approx(2 * 3 * math.log(7))
    square = (encoded - codes).square().sum() / 6
    torch.testing.assert_close(loss.parts["codebook"], square)
    torch.testing.assert_close(loss.parts["commitment"], square)
    torch.testing.assert_close(loss.total, loss.parts["negative_elbo"] + 1.7 * square)


def test_each_term_moves_its_own_part():
    model = network()
    loss = QuantisedELBO()(model, Batch(IMAGES), generator())
    parts = {
        name: moved(model, QuantisedELBO()(model, Batch(IMAGES), generator()).parts[name])
        for name in ("reconstruction", "codebook", "commitment")
    }
    assert parts == {
        "reconstruction": {"encoder", "decoder"},
        "codebook": {"codebook"},
        "commitment": {"encoder"},
    }
    assert moved(model, loss.total) == {"encoder", "decoder", "codebook"}
    assert not loss.parts["kl"].requires_grad


def test_codes_move_towards_the_vectors_and_codes_that_nobody_chose_stay():
    model = network()
    before = model.codebook.weight.detach().clone()
    chosen = model.nearest(model.encode(IMAGES)).unique()
    QuantisedELBO()(model, Batch(IMAGES), generator()).parts["codebook"].backward()
    gradient = model.codebook.weight.grad
    others = [k for k in range(7) if k not in chosen]
    assert others
    assert not gradient[others].any()
    encoded = model.encode(IMAGES).detach().movedim(1, -1).reshape(-1, 3)
    nearest = torch.cdist(encoded, before).argmin(1)
    for k in chosen:
        members = encoded[nearest == k]
        torch.testing.assert_close(gradient[k], 2 * (before[k] - members).sum(0) / 6)


def test_noise_in_front_of_the_encoder_leaves_the_target_clean():
    model, noise = network(), GaussianNoise(0.5)
    loss = QuantisedELBO(GaussianDecoder(1.0), corruption=noise)(model, Batch(IMAGES), generator())
    error = (model(noise(IMAGES, generator())) - IMAGES).square().sum() / 6
    expected = 0.5 * error + 24 * 0.5 * math.log(2 * math.pi)
    torch.testing.assert_close(loss.parts["reconstruction"], expected)


def test_what_cannot_be_is_refused():
    with pytest.raises(TypeError, match="family"):
        QuantisedELBO("gaussian")
    with pytest.raises(ValueError, match=r"commitment must be >= 0, got -0.1"):
        QuantisedELBO(commitment=-0.1)
    with pytest.raises(TypeError, match="corruption must be a corruption"):
        QuantisedELBO(corruption=GaussianNoise)
    plain = VAE(MLP((24, 4)), MLP((2, 24)), latents=2, shape=(1, 4, 6))
    with pytest.raises(TypeError, match="model must have a codebook, as VQVAE has; got VAE"):
        QuantisedELBO()(plain, Batch(IMAGES), generator())


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    images = Split(IMAGES, name="six", range="unit")
    ends_bit_identical(network, QuantisedELBO(corruption=GaussianNoise(0.2)), images, tmp_path)
