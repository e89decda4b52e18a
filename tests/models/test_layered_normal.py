"""A state with two layers: its density, its draws, and that the upper layer is drawn first."""

import pytest
import torch
from torch import Generator

from dlc_support.models.layered_normal import LayeredNormal
from dlc_support.training import seeded


def network(latents=2):
    with seeded(0):
        model = LayeredNormal(3, hidden=5, latents=latents)
    for part in (model.upper, model.lower):  # far from a constant
        torch.nn.init.normal_(part.head.weight, generator=Generator().manual_seed(1))
    return model


CONTEXT = torch.randn(4, 3, generator=Generator().manual_seed(2))
NOISE = torch.randn(4, 4, generator=Generator().manual_seed(3))


def test_the_density_is_that_of_the_two_normal_factors():
    model = network()
    state = model(CONTEXT)
    z = state.draw(NOISE)
    above, below = z[:, :2], z[:, 2:]
    expected = torch.zeros(4)
    for part, seen, values in (
        (model.upper, CONTEXT, above),
        (model.lower, torch.cat([CONTEXT, above], 1), below),
    ):
        value, gate = part.gated(seen).chunk(2, 1)
        mean, log_std = part.head(torch.tanh(value) * torch.sigmoid(gate)).chunk(2, 1)
        normal = torch.distributions.Normal(mean, log_std.exp())
        expected = expected + normal.log_prob(values).sum(1)
    torch.testing.assert_close(state.log_prob(z), expected)


def test_the_density_of_one_latent_in_each_layer_integrates_to_one():
    state = network(latents=1)(CONTEXT[:1])
    grid = torch.linspace(-40, 40, 1601)
    points = torch.cartesian_prod(grid, grid)[:, None]
    whole = state.log_prob(points).double().exp().sum() * (grid[1] - grid[0]) ** 2
    assert whole.item() == pytest.approx(1, abs=1e-2)


def test_the_lower_layer_depends_on_the_upper_one_and_not_the_other_way_round():
    state = network()(CONTEXT)
    noise = NOISE.clone().requires_grad_()
    z = state.draw(noise)
    (above,) = torch.autograd.grad(z[:, :2].sum(), noise, retain_graph=True)
    (below,) = torch.autograd.grad(z[:, 2:].sum(), noise)
    assert not above[:, 2:].any()
    assert below[:, :2].any()


def test_the_context_comes_in_any_number_of_parts_and_draws_may_lead():
    model = network()
    whole, parts = model(CONTEXT), model(CONTEXT[:, :1], CONTEXT[:, 1:])
    assert torch.equal(whole.draw(NOISE), parts.draw(NOISE))
    several = torch.stack([NOISE, -NOISE, 2 * NOISE])
    z = whole.draw(several)
    torch.testing.assert_close(z[1], whole.draw(-NOISE))
    torch.testing.assert_close(whole.log_prob(z)[1], whole.log_prob(z[1]))


def test_means_and_deviations_stay_float32_under_autocast():
    with torch.autocast("cpu", torch.bfloat16):
        state = network()(CONTEXT)
    assert state.upper.mean.dtype == torch.float32


def test_counts_below_one_are_refused():
    with pytest.raises(ValueError, match="latents"):
        LayeredNormal(3, hidden=5, latents=0)
