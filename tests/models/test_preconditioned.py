import pytest
import torch
from torch import nn

from dlc_support.data import GaussianMixture
from dlc_support.evaluation import PosteriorMean
from dlc_support.models import LevelMLP, Preconditioned


class Constant(nn.Module):
    """A network that notes what it is given, and returns a constant."""

    def __init__(self, value=0.0):
        super().__init__()
        self.value, self.seen = value, []

    def forward(self, inputs, condition):
        self.seen.append((inputs, condition))
        return torch.full_like(inputs, self.value)


POINTS = torch.randn(6, 2, generator=torch.Generator().manual_seed(0))
LEVELS = torch.tensor([[0.01], [0.1], [0.5], [1.0], [3.0], [10.0]])


def test_without_a_network_it_is_the_posterior_mean_of_normal_data():
    model = Preconditioned(Constant(), spread=0.7, centre=0.0)
    found = model(POINTS, condition=LEVELS)
    for point, level, estimate in zip(POINTS, LEVELS, found, strict=True):
        exact = PosteriorMean(GaussianMixture(1, radius=1e-9, scale=0.7), level.item())
        torch.testing.assert_close(estimate, exact(point[None])[0])


def test_the_network_sees_inputs_of_variance_one_at_every_level():
    draw, network = torch.Generator().manual_seed(0), Constant()
    model = Preconditioned(network, spread=0.3, centre=0.1)
    clean = 0.1 + 0.3 * torch.randn(50_000, 1, generator=draw)
    for sigma in (0.01, 0.3, 20.0):
        noisy = clean + sigma * torch.randn(clean.shape, generator=draw)
        model(noisy, condition=torch.full((len(noisy), 1), sigma))
        inputs, condition = network.seen[-1]
        assert inputs.mean().abs() < 0.03
        assert inputs.std().item() == pytest.approx(1, rel=0.02)
        torch.testing.assert_close(condition, torch.full_like(condition, sigma).log() / 4)


def test_what_the_network_has_to_say_has_variance_one_at_every_level():
    draw = torch.Generator().manual_seed(0)
    clean = 0.3 * torch.randn(50_000, 1, generator=draw)
    for sigma in (0.01, 0.3, 20.0):
        level = torch.full_like(clean, sigma)
        noisy = clean + sigma * torch.randn(clean.shape, generator=draw)
        without, one = (
            Preconditioned(Constant(value), spread=0.3)(noisy, condition=level)
            for value in (0.0, 1.0)
        )
        target = (clean - without) / (one - without)
        assert target.std().item() == pytest.approx(1, rel=0.02)


def test_a_spread_of_zero_is_refused():
    with pytest.raises(ValueError, match="spread must be > 0, got 0"):
        Preconditioned(LevelMLP(2, (4,)), spread=0)


def test_spread_and_centre_are_printed_since_no_weight_shows_them():
    assert "spread=0.3, centre=0.1" in repr(Preconditioned(Constant(), spread=0.3, centre=0.1))
