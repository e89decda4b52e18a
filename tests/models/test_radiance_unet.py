import math

import pytest
import torch
from torch import Generator

from dlc_support.models import RadianceUNet, UNet
from dlc_support.objectives import RelativeHDR
from dlc_support.training import seeded

INPUTS = torch.rand(1, 3, 32, 32, generator=Generator().manual_seed(0))


def pair() -> tuple[RadianceUNet, UNet]:
    with seeded(0):
        network = RadianceUNet(3)
        torch.nn.init.normal_(network.dec_conv1c.weight, std=0.1)
    linear = UNet(3)
    linear.load_state_dict(network.state_dict())
    return network, linear


def estimate(last: float) -> float:
    """What a network returns whose last layer says `last` everywhere."""
    network = RadianceUNet(3)
    torch.nn.init.constant_(network.dec_conv1c.bias, last)
    values = network(INPUTS).detach().unique()
    assert len(values) == 1
    return values.item()


def test_below_zero_it_is_an_exponential_and_above_a_square():
    assert estimate(-3.0) == pytest.approx(math.exp(-3.0))
    assert estimate(0.0) == pytest.approx(1.0)
    assert estimate(4.0) == pytest.approx(1.0 + 4.0 + 8.0)
    slope = (estimate(1e-3) - estimate(-1e-3)) / 2e-3
    assert slope == pytest.approx(1.0, abs=1e-3)


def test_what_stands_before_it_is_the_unet():
    network, linear = pair()
    last = linear(INPUTS)
    expected = torch.where(last < 0, last.exp(), 1 + last + last.square() / 2)
    torch.testing.assert_close(network(INPUTS), expected, atol=1e-4, rtol=1e-4)


def test_every_estimate_begins_at_the_same_value():
    assert len(RadianceUNet(3)(INPUTS).unique()) == 1


def test_under_the_relative_loss_an_estimate_that_is_far_too_large_still_feels_a_slope():
    network, linear = pair()
    slopes = []
    for model, bias in ((network, 43.7), (linear, 1000.0)):  # both estimate about 1000
        with torch.no_grad():
            model.dec_conv1c.bias.fill_(bias)
        RelativeHDR()(model(INPUTS), torch.zeros_like(INPUTS)).backward()
        slopes.append(model.dec_conv1c.bias.grad.abs().mean().item())
    assert slopes[0] > 20 * slopes[1]
