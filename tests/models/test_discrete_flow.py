import math

import pytest
import torch
from torch import nn

from dlc_support.models import MLP, DiscreteFlow, Glow, reconstruct
from dlc_support.models.dequantiser import Dequantiser
from dlc_support.models.discrete_flow import prior_samples
from dlc_support.training import seeded


def model(*, learned: bool = False, latents: int = 0) -> DiscreteFlow:
    with seeded(0):
        encoder = MLP((64, 9, 2 * latents)) if latents else None
        flow = Glow(1, 8, (1, 1), 8, condition=latents)
        found = DiscreteFlow(
            flow, Dequantiser(width=4) if learned else None, encoder, latents=latents
        )
        for weight in found.parameters():
            weight.data += 0.05 * torch.randn_like(weight)
    return found.double().eval()


def images(count: int = 4) -> torch.Tensor:
    levels = torch.randint(256, (count, 1, 8, 8), generator=torch.Generator().manual_seed(1))
    return levels.double() / 255


def noise(one: DiscreteFlow, count: int = 4) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    return torch.randn(count, *one.noise_shape, generator=generator).double()


def test_a_density_of_one_costs_eight_bits_of_a_pixel():
    one = model()
    one.flow.log_prob = lambda values, _condition=None: values.new_zeros(len(values))
    parts = one.bound(images(), noise(one))
    bits = sum(parts.values()) / (64 * math.log(2))
    torch.testing.assert_close(bits, torch.full((4,), 8.0).double(), atol=1e-12, rtol=0)


def test_the_noise_is_added_before_the_levels_are_scaled_and_stays_in_its_level():
    for one in (model(), model(learned=True)):
        drawn = torch.randn(4, 1, 8, 8, generator=torch.Generator().manual_seed(3)).double()
        values, log_q = one.dequantised(images(), 9 * drawn)
        inside = 256 * (values + 0.5) - 255 * images()
        assert -1e-9 < inside.min() < 0.01
        assert 0.99 < inside.max() < 1 + 1e-9
        assert log_q.any() == (one.dequantiser is not None)


def test_uniform_noise_is_uniform():
    one = model()
    drawn = torch.randn(2000, 1, 8, 8, generator=torch.Generator().manual_seed(3)).double()
    values, _ = one.dequantised(torch.zeros(2000, 1, 8, 8).double(), drawn)
    inside = 256 * (values + 0.5)
    counts = torch.histc(inside, 16, 0, 1) / inside.numel()
    torch.testing.assert_close(counts, torch.full((16,), 1 / 16).double(), atol=2e-3, rtol=0)


def test_the_bound_is_not_below_the_probability_that_quadrature_gives():
    """A flow of points: P(x) is the density's integral over the cell of the two grey levels."""
    with seeded(3):
        one = DiscreteFlow(Glow(2, 1, (3,), 8, squeeze=1)).double().eval()
    levels = torch.tensor([100.0, 180.0]).double().reshape(1, 2, 1, 1)
    steps = (torch.arange(200).double() + 0.5) / 200
    cell = torch.cartesian_prod(steps, steps)[:, :, None, None]
    exact = -one.flow.log_prob((levels + cell) / 256 - 0.5).exp().mean().log()
    drawn = torch.randn(4000, 2, generator=torch.Generator().manual_seed(4)).double()
    with torch.no_grad():
        parts = one.bound(levels.expand(4000, -1, -1, -1) / 255, drawn)
        found = sum(parts.values()).mean() - 2 * math.log(256)
        assert found >= exact - 1e-6
        assert found - exact < 0.05


def test_the_divergence_is_the_codes_and_nothing_where_the_posterior_is_the_prior():
    one = model(latents=3)
    parts = one.bound(images(), noise(one))
    torch.testing.assert_close(parts["kl"], one.encode(images()).kl().sum(dim=1))
    for layer in (one.encoder.layers[-1],):
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
    assert not one.bound(images(), noise(one))["kl"].any()
    assert not model().bound(images(), noise(model()))["kl"].any()


def test_a_flow_that_ignores_the_code_gives_each_code_the_same_density():
    one = model(latents=3)
    for level in one.flow.levels:
        for step in level:
            nn.init.zeros_(step.coupling.given.weight)
    drawn = noise(one)
    other = drawn.clone()
    other[:, 64:] += 1
    here, there = (one.bound(images(), values)["flow"] for values in (drawn, other))
    torch.testing.assert_close(here, there)


def test_decoding_undoes_the_dequantisation_up_to_the_noise_in_a_level():
    one = model(latents=3)
    values, _ = one.dequantised(images(), torch.zeros_like(images()))
    code = one.encode(images()).mean
    again = one.decode(one.flow.encode(values, code)[0], code)
    torch.testing.assert_close(again, images())


def test_reconstruct_draws_an_image_of_the_code():
    one = model(latents=3)
    answer = reconstruct(one, images(), generator=torch.Generator().manual_seed(5))
    drawn = torch.randn(4, 67, generator=torch.Generator().manual_seed(5)).double()
    code = one.encode(images()).draw(drawn[:, 64:])
    torch.testing.assert_close(answer, one.decode(drawn[:, :64].reshape(4, 1, 8, 8), code))


@pytest.mark.parametrize("latents", [0, 3])
def test_samples_depend_on_the_generator_alone_and_on_the_temperature(latents):
    one = model(latents=latents).float()
    first, again, cold = (
        prior_samples(one, 5, torch.Generator().manual_seed(6), heat) for heat in (1.0, 1.0, 0.1)
    )
    assert torch.equal(first, again)
    assert first.shape == (5, 1, 8, 8)
    assert not torch.allclose(first, cold)


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(TypeError, match="flow"):
        DiscreteFlow(None)
    with pytest.raises(ValueError, match=r"latents must be the flow's condition.*got 3"):
        DiscreteFlow(Glow(1, 8, (1,), 4), latents=3)
    with pytest.raises(ValueError, match="encoder must have 6 outputs"):
        DiscreteFlow(Glow(1, 8, (1,), 4, condition=3), None, MLP((64, 8, 3)), latents=3)
    with pytest.raises(ValueError, match="the flow has no code"):
        model().encode(images())
