"""The multi-stage loss: its parts by hand, its special cases, and a run that is interrupted."""

import math

import pytest
import torch
from torch import nn

from dlc_support.data import Batch, Split
from dlc_support.models import MLP, VAE, Refiner, StagedVAE
from dlc_support.objectives import (
    BernoulliDecoder,
    GaussianDecoder,
    LaplaceDecoder,
    NegativeELBO,
    StagedELBO,
)
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

IMAGES = torch.rand(6, 1, 4, 4, generator=torch.Generator().manual_seed(1))
SIGMA, SCALE = 0.5, 0.25


def network(*refiners):
    with seeded(0):
        refiners = refiners or (Refiner(1, features=2, blocks=1),)
        return StagedVAE(MLP((16, 8, 6)), MLP((3, 8, 16)), refiners, latents=3, shape=(1, 4, 4))


def objective(scale=SCALE, **settings):
    return StagedELBO(GaussianDecoder(SIGMA), refinement=LaplaceDecoder(scale), **settings)


def loss(objective, model, images=IMAGES):
    return objective(model, Batch(images), torch.Generator().manual_seed(0))


def test_the_parts_are_the_formulas_by_hand():
    model = network().eval()
    found = loss(objective(), model)
    code = model.encode(IMAGES)
    latents = code.draw(torch.randn(6, 3, generator=torch.Generator().manual_seed(0)))
    coarse, fine = model.stages(latents)
    squares = (coarse - IMAGES).square().sum() / 6
    gaussian = squares / (2 * SIGMA**2) + 16 * math.log(SIGMA * math.sqrt(2 * math.pi))
    laplace = (fine - IMAGES).abs().sum() / 6 / SCALE + 16 * math.log(2 * SCALE)
    kl = code.kl().sum() / 6
    torch.testing.assert_close(found.parts["reconstruction"], gaussian)
    torch.testing.assert_close(found.parts["refinement"], laplace)
    torch.testing.assert_close(found.parts["negative_elbo"], gaussian + kl)
    torch.testing.assert_close(found.total, gaussian + kl + laplace)


def test_every_later_stage_pays():
    one = loss(objective(), network(nn.Identity()))
    two = loss(objective(), network(nn.Identity(), nn.Identity()))
    torch.testing.assert_close(two.parts["refinement"], 2 * one.parts["refinement"])
    assert torch.equal(two.parts["negative_elbo"], one.parts["negative_elbo"])


def test_the_first_stage_pays_what_the_vae_pays():
    with seeded(0):
        vae = VAE(MLP((16, 8, 6)), MLP((3, 8, 16)), latents=3, shape=(1, 4, 4))
    plain = loss(NegativeELBO(GaussianDecoder(SIGMA)), vae)
    staged = loss(objective(), network(nn.Identity()))
    for part, value in plain.parts.items():
        assert torch.equal(staged.parts[part], value), part


def test_the_refinement_reaches_the_first_stage_and_the_encoder():
    grads = []
    for scale in (0.25, 0.5):
        model = network()
        loss(objective(scale), model).total.backward()
        grads.append({name: weight.grad for name, weight in model.named_parameters()})
    for name, grad in grads[0].items():
        assert not torch.allclose(grad, grads[1][name]), name


def test_the_coarse_image_is_held_to_the_target_and_not_to_the_fine_one():
    model = network()
    for weight in model.refiners.parameters():
        nn.init.zeros_(weight)  # the last image is black whatever the first one is
    loss(objective(), model).total.backward()
    assert all(weight.grad.any() for weight in model.decoder.parameters())


def test_beta_is_the_weight_of_the_kl_alone():
    model = network().eval()
    found = loss(objective(beta=3.0), model)
    expected = found.parts["reconstruction"] + 3 * found.parts["kl"] + found.parts["refinement"]
    torch.testing.assert_close(found.total, expected)


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="refinement"):
        StagedELBO(GaussianDecoder(1.0), refinement="l1")
    with pytest.raises(ValueError, match="dynamic must be False"):
        StagedELBO(BernoulliDecoder(), dynamic=True)
    with pytest.raises(TypeError, match="model must have stages, as StagedVAE has; got MLP"):
        loss(objective(), MLP((16, 16)))
    with seeded(0):
        alone = StagedVAE(MLP((16, 6)), MLP((3, 16)), latents=3, shape=(1, 4, 4))
    with pytest.raises(ValueError, match="model must have a refiner"):
        loss(objective(), alone)


def test_an_interrupted_run_ends_bit_identical(tmp_path):
    ends_bit_identical(network, objective(), Split(IMAGES), tmp_path)
