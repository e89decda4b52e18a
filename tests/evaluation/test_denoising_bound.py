"""The bound of a denoising VAE, in one dimension where quadrature knows all of it."""

import math

import pytest
import torch

from dlc_support.corruptions import GaussianNoise, ZeroMask
from dlc_support.data import Batch, Split
from dlc_support.evaluation import denoising_bound, negative_elbo
from dlc_support.models import MLP, VAE
from dlc_support.objectives import BernoulliDecoder, GaussianDecoder, NegativeELBO

# z ~ N(0, 1), x | z ~ N(z, 0.25), x~ | x ~ N(x, 0.36), q(z | x~) = N(0.7 x~ + 0.1, 0.15)
X, NOISE, SLOPE, SHIFT, SPREAD = 1.3, 0.6, 0.7, 0.1, math.sqrt(0.15)
FAMILY, CORRUPTION = GaussianDecoder(0.5), GaussianNoise(NOISE)
ONE = Split(torch.full((1, 1), X, dtype=torch.float64), name="1.3")
AXIS = torch.linspace(-8, 8, 1201, dtype=torch.float64)


def network():
    model = VAE(MLP((1, 2)), MLP((1, 1)), latents=1, shape=(1,)).double()
    encoder, decoder = model.encoder.layers[0], model.decoder.layers[0]
    with torch.no_grad():
        encoder.weight.copy_(torch.tensor([[SLOPE], [0.0]]))
        encoder.bias.copy_(torch.tensor([SHIFT, math.log(SPREAD)]))
        decoder.weight.fill_(1.0)
        decoder.bias.zero_()
    return model


def density(mean, deviation):
    return torch.distributions.Normal(torch.as_tensor(mean).double(), deviation)


def exact():
    """log p(x), the ELBO of the mixture and that of the denoising VAE, each by quadrature."""
    log_joint = density(0.0, 1.0).log_prob(AXIS) + density(AXIS, 0.5).log_prob(torch.tensor(X))
    seen = density(X, NOISE).log_prob(AXIS).exp()  # of x~, a row each
    log_q = density(SLOPE * AXIS[:, None] + SHIFT, SPREAD).log_prob(AXIS)
    mixture = torch.trapezoid(seen[:, None] * log_q.exp(), AXIS, dim=0)
    inner = torch.trapezoid(log_q.exp() * (log_joint - log_q), AXIS, dim=1)
    whole = mixture * (log_joint - mixture.clamp(min=1e-300).log())
    return (
        torch.trapezoid(log_joint.exp(), AXIS).log().item(),
        torch.trapezoid(whole, AXIS).item(),
        torch.trapezoid(seen * inner, AXIS).item(),
    )


def test_the_bound_is_below_that_of_the_mixture_and_the_gap_is_the_information():
    log_p, mixture, denoising = exact()
    assert log_p == pytest.approx(-1.7065, abs=5e-5)
    assert mixture == pytest.approx(-1.7799, abs=5e-5)
    assert denoising == pytest.approx(-2.1686, abs=5e-5)
    information = 0.5 * math.log1p(SLOPE**2 * NOISE**2 / SPREAD**2)
    assert mixture - denoising == pytest.approx(information, abs=1e-6)


@pytest.mark.parametrize(("mixture", "place"), [(1, 2), (500, 1)])
def test_both_ends_agree_with_quadrature(mixture, place):
    options = {"mixture": mixture, "samples": 20_000 if mixture == 1 else 1500}
    found = denoising_bound(network(), ONE, FAMILY, CORRUPTION, **options)
    assert found.mean == pytest.approx(-exact()[place], abs=0.03)
    assert found.kind == "bound"


def test_the_objective_minimises_the_bound_of_the_denoising_vae():
    many = Batch(torch.full((40_000, 1), X, dtype=torch.float64))
    objective = NegativeELBO(FAMILY, corruption=CORRUPTION)
    loss = objective(network(), many, torch.Generator().manual_seed(0)).total
    assert loss.item() == pytest.approx(-exact()[2], abs=0.03)


def test_more_of_the_mixture_never_worsens_the_bound():
    found = [
        denoising_bound(network(), ONE, FAMILY, CORRUPTION, mixture=size, samples=2000).mean
        for size in (1, 3, 10, 50)
    ]
    assert found == sorted(found, reverse=True)


def test_without_noise_every_mixture_gives_the_negative_elbo():
    points = Split(torch.linspace(-2, 2, 9, dtype=torch.float64)[:, None], name="line")
    options = {"samples": 4000, "seed": 3}
    plain = negative_elbo(network(), points, FAMILY, **options)
    for size in (1, 4):
        found = denoising_bound(
            network(), points, FAMILY, GaussianNoise(0.0), mixture=size, **options
        )
        assert (found.values - plain.values).abs().max() < 0.15


def test_the_gradient_of_the_kl_flows_through_the_corrupted_input():
    model, x = network(), torch.full((1, 1), X, dtype=torch.float64)
    weight = model.encoder.layers[0].weight
    loss = NegativeELBO(FAMILY, corruption=CORRUPTION)(
        model, Batch(x), torch.Generator().manual_seed(4)
    )
    (slope,) = torch.autograd.grad(loss.parts["kl"], weight)
    seen = CORRUPTION(x, torch.Generator().manual_seed(4))
    assert slope[0].item() == pytest.approx(((SLOPE * seen + SHIFT) * seen).item())
    assert slope[0].item() != pytest.approx(((SLOPE * x + SHIFT) * x).item())


def test_where_all_is_erased_the_code_knows_nothing_of_the_input():
    model = network()
    objective = NegativeELBO(FAMILY, corruption=ZeroMask(1.0))
    found = {
        objective(
            model, Batch(torch.full((1, 1), value).double()), torch.Generator().manual_seed(0)
        )
        .parts["kl"]
        .item()
        for value in (-3.0, 0.0, 5.0)
    }
    assert len(found) == 1


def test_an_image_has_the_draws_of_its_row():
    points = Split(torch.linspace(-2, 2, 5, dtype=torch.float64)[:, None], name="line")
    whole, few = (
        denoising_bound(network(), part, FAMILY, CORRUPTION, mixture=2, samples=3)
        for part in (points, points.take(2))
    )
    assert torch.equal(whole.values[:2], few.values)


def test_settings_outside_their_domain_are_refused():
    with pytest.raises(ValueError, match="mixture must be"):
        denoising_bound(network(), ONE, FAMILY, CORRUPTION, mixture=0)
    with pytest.raises(TypeError, match="corruption must be a corruption"):
        denoising_bound(network(), ONE, FAMILY, ZeroMask)
    with pytest.raises(ValueError, match="must be images of 0 and 1"):
        denoising_bound(
            network(),
            Split(torch.full((1, 1), 0.5).double(), name="g", range="unit"),
            BernoulliDecoder(),
            CORRUPTION,
        )
