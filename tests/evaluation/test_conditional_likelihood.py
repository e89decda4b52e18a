"""Log weights, where a linear Gaussian model knows the probability of what is hidden."""

import math

import pytest
import torch
from torch import Generator

from dlc_support.corruptions import QuadrantMask
from dlc_support.data import Split
from dlc_support.evaluation import conditional_log_weights
from dlc_support.models import MLP, ConditionalVAE
from dlc_support.objectives import GaussianDecoder
from dlc_support.training import seeded

HIDDEN = QuadrantMask(("upper right",))
SIGMA, PRIOR_STD, A, W = 0.5, 0.8, 0.7, 1.3
IMAGES = Split(torch.rand(40, 1, 2, 2, generator=Generator().manual_seed(0)), range="unit").to(
    "cpu"
)


def linear_model(widen=1.0):
    """z is N(A c, PRIOR_STD^2), c the upper left pixel; the upper right one is N(W z, SIGMA^2)."""
    with seeded(0):
        model = ConditionalVAE(
            MLP((4, 2)), MLP((1, 4)), prior=MLP((4, 2)), latents=1, condition=4, shape=(1, 2, 2)
        ).double()
    variance = 1 / (1 / PRIOR_STD**2 + W**2 / SIGMA**2)
    with torch.no_grad():
        for layer in (model.recognition, model.decoder, model.prior):
            layer.layers[0].weight.zero_()
            layer.layers[0].bias.zero_()
        prior, recognition = model.prior.layers[0], model.recognition.layers[0]
        prior.weight[0, 0], prior.bias[1] = A, math.log(PRIOR_STD)
        recognition.weight[0, 0] = variance * A / PRIOR_STD**2
        recognition.weight[0, 1] = variance * W / SIGMA**2
        recognition.bias[1] = math.log(widen * variance**0.5)
        model.decoder.layers[0].weight[1, 0] = W
    return model


def exact():
    """Log density of the hidden pixel given the visible one."""
    seen, hidden = IMAGES.inputs[:, 0, 0].double().T
    spread = (SIGMA**2 + W**2 * PRIOR_STD**2) ** 0.5
    return torch.distributions.Normal(W * A * seen, spread).log_prob(hidden)


def weights(model, samples=1, **settings):
    return conditional_log_weights(
        model, IMAGES, GaussianDecoder(SIGMA), HIDDEN, samples=samples, **settings
    )


def test_with_the_exact_posterior_every_weight_is_the_exact_conditional_density():
    found = weights(linear_model(), samples=3)
    assert found.shape == (40, 3)
    torch.testing.assert_close(found, exact()[:, None].expand(-1, 3), rtol=0, atol=1e-6)


def test_with_another_posterior_the_bound_is_loose_and_the_estimate_tends_to_the_density():
    found = weights(linear_model(widen=1.8), samples=500)
    estimate = found.logsumexp(dim=1) - math.log(500)
    assert found.mean() < exact().mean() - 0.3
    assert estimate.mean().item() == pytest.approx(exact().mean().item(), abs=0.01)


def test_the_draws_of_an_image_depend_on_the_seed_and_its_row_alone():
    model = linear_model(widen=2.0)
    assert torch.equal(weights(model, 2), weights(model, 2))
    assert not torch.equal(weights(model, 2), weights(model, 2, seed=1))
    few = conditional_log_weights(model, IMAGES.take(3), GaussianDecoder(SIGMA), HIDDEN, samples=2)
    torch.testing.assert_close(few, weights(model, 2)[:3])
