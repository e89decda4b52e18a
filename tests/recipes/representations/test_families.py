"""The five families: densities that integrate to one, and samples that agree with them."""

import pytest
import torch
from torch import Generator

from dlc_support.data import Batch, GaussianMixture
from dlc_support.recipes.representations.families import (
    FAMILIES,
    VAE,
    Autoregressive,
    Diffusion,
    Flow,
    OwnLoss,
    normal_log_prob,
)
from dlc_support.recipes.representations.generative_families import exact_log_prob
from dlc_support.training import seeded

SIDE, REACH = 160, 8.0  # an even number: no cell lies on the edge of a box
AXIS = torch.linspace(-REACH, REACH, SIDE)
GRID = torch.cartesian_prod(AXIS, AXIS)
AREA = (AXIS[1] - AXIS[0]).item() ** 2


def made(family):
    """An untrained model: its density is what its first weights say."""
    with seeded(1):
        return family().eval()


def tame(model):
    """Smaller weights, so that no mass lies far out."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(0.5)
    return model


@pytest.mark.parametrize("family", [Autoregressive, Flow, Diffusion])
@torch.no_grad()
def test_a_density_integrates_to_one_and_agrees_with_the_samples(family):
    model = tame(made(family))
    if family is Diffusion:  # within the grid's reach, and a path that few steps follow exactly
        model.levels = torch.linspace(0.3, 1.0, 30)
    weights = model.log_prob(GRID).exp() * AREA
    assert weights.sum().item() == pytest.approx(1, abs=0.02)
    samples = model.sample(20_000, Generator().manual_seed(0))
    for low, high in ((-0.5, 0.5), (-1.0, 1.0), (0.0, 2.0)):
        inside = ((low < GRID) & (high > GRID)).all(dim=1)
        share = ((low < samples) & (high > samples)).all(dim=1).double().mean().item()
        assert weights[inside].sum().item() == pytest.approx(share, abs=0.03)


@torch.no_grad()
def test_the_density_of_a_vae_is_the_integral_over_its_codes():
    model = made(VAE)
    points = torch.tensor([[0.1, 0.0], [0.3, -0.2], [0.0, 0.2]])
    axis = torch.linspace(-5, 5, 401)
    codes = torch.cartesian_prod(axis, axis)
    joint = torch.stack([model._likelihood(point[None], codes) for point in points])
    joint = joint + normal_log_prob(codes)
    exact = joint.logsumexp(dim=1) + 2 * (axis[1] - axis[0]).log()
    torch.testing.assert_close(model.log_prob(points, draws=20_000), exact, atol=0.03, rtol=0)
    loss = model.loss(points.repeat(2000, 1), Generator().manual_seed(0)).item()
    assert -loss < exact.mean().item() + 0.01, "the ELBO is a bound"


def test_the_path_of_an_exact_denoiser_gives_the_exact_density(monkeypatch):
    mixture = GaussianMixture()
    model = Diffusion(low=0.01, high=10.0, steps=80)

    def exact(noisy, sigma):
        level = sigma.flatten()[0].item()
        total = mixture.scale**2 + level**2
        offsets = noisy[:, None] - mixture.means.float()
        share = (-offsets.square().sum(2) / (2 * total)).softmax(dim=1)
        centres = share @ mixture.means.float()
        return centres + mixture.scale**2 / total * (noisy - centres)

    monkeypatch.setattr(model, "forward", exact)
    points = mixture.sample(200, Generator().manual_seed(0))
    found = model.log_prob(points)
    assert (found - exact_log_prob(points)).abs().mean() < 0.05


def test_each_player_of_the_gan_gets_a_gradient_from_its_own_loss_only():
    model = made(FAMILIES["GAN"])
    points = torch.randn(50, 2, generator=Generator().manual_seed(0))
    samples = model.sample(50, Generator().manual_seed(1))
    model.loss(points, Generator().manual_seed(1)).backward()
    alone = torch.nn.functional.softplus(-model.critic(samples)).mean()
    expected = torch.autograd.grad(alone, list(model.generator.parameters()))
    for weight, gradient in zip(model.generator.parameters(), expected, strict=True):
        torch.testing.assert_close(weight.grad, gradient)
    model.zero_grad()
    model.penalty = 0.0
    model.loss(points, Generator().manual_seed(1)).backward()
    judged, fooled = model.critic(points), model.critic(samples.detach())
    softplus = torch.nn.functional.softplus
    own = torch.autograd.grad(
        (softplus(-judged) + softplus(fooled)).mean(), list(model.critic.parameters())
    )
    for weight, gradient in zip(model.critic.parameters(), own, strict=True):
        torch.testing.assert_close(weight.grad, gradient)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_learns_and_draws_from_the_generator_alone(name):
    model = made(FAMILIES[name])
    points = GaussianMixture().sample(64, Generator().manual_seed(0))
    losses = []
    for global_seed in (0, 1):
        torch.manual_seed(global_seed)
        losses.append(OwnLoss()(model, Batch(points), Generator().manual_seed(2)).total)
    assert losses[0] == losses[1]
    losses[0].backward()
    for weight_name, weight in model.named_parameters():
        assert weight.grad is not None, weight_name
        assert weight.grad.isfinite().all(), weight_name
    samples = model.sample(7, Generator().manual_seed(3))
    assert samples.shape == (7, 2)
    assert torch.equal(samples, model.sample(7, Generator().manual_seed(3)))
