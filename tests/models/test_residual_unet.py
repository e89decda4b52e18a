import torch
from torch import Generator

from dlc_support.models import ResidualUNet, UNet
from dlc_support.training import seeded

INPUTS = torch.rand(2, 3, 32, 64, generator=Generator().manual_seed(0))


def awake() -> ResidualUNet:
    """The network past its first step."""
    with seeded(0):
        network = ResidualUNet(3)
        torch.nn.init.normal_(network.dec_conv1c.weight, std=0.1)
    return network


def test_it_begins_as_the_identity():
    assert torch.equal(ResidualUNet(3)(INPUTS), INPUTS)


def test_it_adds_what_the_unet_says_to_its_input():
    network, inner = awake(), UNet(3)
    inner.load_state_dict(network.state_dict())
    added = inner(INPUTS)
    assert added.abs().mean() > 0.01
    torch.testing.assert_close(network(INPUTS), INPUTS + added)


def test_in_bfloat16_the_input_passes_in_its_own_precision():
    network = ResidualUNet(3)
    with torch.autocast("cpu", torch.bfloat16):
        restored = network(INPUTS)
    assert torch.equal(restored, INPUTS)
