import pytest
import torch
from torch import nn

from dlc_support.models.initial import keep_signal


@pytest.fixture(autouse=True)
def same_weights_at_each_run():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


def test_the_mean_square_of_the_signal_survives_many_layers():
    layers = [nn.Conv2d(32, 32, 3), nn.ReLU(), nn.ConvTranspose2d(32, 32, 4, stride=2), nn.ReLU()]
    part = nn.Sequential(*layers, nn.Sequential(nn.Conv2d(32, 32, 5), nn.ReLU()), *layers[:2])
    part.append(nn.Conv2d(32, 64, 3))
    keep_signal(part)
    outputs = part(torch.randn(8, 32, 20, 20))
    assert outputs.square().mean().item() == pytest.approx(1.0, rel=0.4)


def test_a_transposed_convolution_that_comes_first_grows_one_pixel():
    part = nn.Sequential(nn.ConvTranspose2d(64, 64, 4), nn.ReLU(), nn.Conv2d(64, 64, 3))
    keep_signal(part)
    first = part[0](torch.randn(32, 64, 1, 1))
    assert first.square().mean().item() == pytest.approx(2.0, rel=0.1)


def test_biases_start_at_zero():
    part = nn.Sequential(nn.Conv2d(2, 2, 3))
    keep_signal(part)
    assert not part[0].bias.any()
