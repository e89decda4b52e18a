import math

import pytest
import torch

from dlc_support.data.split import Batch, Split
from dlc_support.models import MLP, DiscreteFlow, Glow
from dlc_support.objectives import BitsPerDimension
from dlc_support.training import Diverged, Ramp, fit, seeded
from tests.objectives.interrupted import ends_bit_identical

IMAGES = torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(1))


def model(latents: int = 3) -> DiscreteFlow:
    with seeded(0):
        flow = Glow(1, 8, (1, 1), 8, condition=latents)
        return DiscreteFlow(flow, None, MLP((64, 9, 6)), latents=latents)


def loss(one, images=IMAGES, **settings):
    generator = torch.Generator().manual_seed(2)
    return BitsPerDimension(**settings)(one, Batch(images), generator)


def test_the_total_is_the_sum_of_the_models_parts_in_bits_of_a_pixel():
    one = model()
    noise = torch.randn(6, 67, generator=torch.Generator().manual_seed(2))
    nats = sum(part.mean() for part in one.bound(IMAGES, noise).values())
    torch.testing.assert_close(loss(one).total, nats / (64 * math.log(2)))
    parts = loss(one).parts
    total = parts["flow"] + parts["dequantisation"] + parts["kl"]
    torch.testing.assert_close(parts["bits_per_dim"], total)


def test_beta_weighs_the_divergence_and_leaves_the_bound_that_is_reported():
    one = model()
    doubled, once = loss(one, beta=2.0), loss(one)
    torch.testing.assert_close(doubled.total - once.total, once.parts["kl"])
    torch.testing.assert_close(doubled.parts["bits_per_dim"], once.total)


def test_the_weight_of_the_divergence_may_rise_in_the_course_of_the_run():
    one, objective = model(), BitsPerDimension(beta=Ramp(0.0, 2.0, until=0.5))
    full = loss(one)
    for progress, weight in {0.0: 0.0, 0.25: 1.0, 1.0: 2.0}.items():
        batch = Batch(IMAGES, progress=progress)
        found = objective(one, batch, torch.Generator().manual_seed(2))
        expected = full.total + (weight - 1) * full.parts["kl"]
        torch.testing.assert_close(found.total, expected)
        torch.testing.assert_close(found.parts["bits_per_dim"], full.total)


def test_free_bits_are_nats_of_the_whole_code_that_cost_nothing():
    one = model()
    full = loss(one)
    nats = full.parts["kl"].item() * 64 * math.log(2)
    below = loss(one, free_bits=0.5 * nats)
    torch.testing.assert_close(below.total, full.total)
    above = loss(one, free_bits=nats + 3)
    torch.testing.assert_close(above.total - full.total, torch.tensor(3 / (64 * math.log(2))))
    torch.testing.assert_close(above.parts["bits_per_dim"], full.total)
    above.total.backward()  # the divergence pulls at no weight: the flow does not use the code yet
    assert all(not weight.grad.any() for weight in one.encoder.parameters())


def test_twice_the_same_images_give_no_other_number_in_the_mean():
    class Exact(torch.nn.Module):
        noise_shape = (64,)

        def bound(self, images, noise):
            return {
                "flow": images.flatten(1).sum(dim=1),
                "dequantisation": 0 * noise[:, 0],
                "kl": 0 * noise[:, 0],
            }

    twice = loss(Exact(), torch.cat([IMAGES, IMAGES])).total
    torch.testing.assert_close(twice, loss(Exact()).total)


def test_a_loss_that_is_not_a_number_fails_the_run():
    one = model()
    one.flow.levels[0][0].norm.register_forward_hook(
        lambda part, _given, found: (found[0] * float("nan"), found[1]) if part.training else None
    )
    data = Split(IMAGES, range="unit")
    with pytest.raises(Diverged, match="NaN or infinite"):
        fit(one, BitsPerDimension(), data, epochs=1, batch_size=3, progress=False)


def test_other_models_and_other_images_are_refused():
    with pytest.raises(TypeError, match=r"model must have bound, .* got Identity"):
        loss(torch.nn.Identity())
    with pytest.raises(ValueError, match="beta must lie in"):
        BitsPerDimension(beta=-1.0)
    with pytest.raises(ValueError, match="free_bits must lie in"):
        BitsPerDimension(free_bits=-1.0)
    with pytest.raises(TypeError, match="beta"):
        BitsPerDimension(beta=True)
    levels = Split(255 * IMAGES.round(), range="8-bit")
    with pytest.raises(ValueError, match="needs range='unit'"):
        fit(model(), BitsPerDimension(), levels, epochs=1, progress=False)


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    images = Split(IMAGES, name="six", range="unit")
    ends_bit_identical(model, BitsPerDimension(beta=Ramp(0.0, 1.0, until=0.3)), images, tmp_path)
