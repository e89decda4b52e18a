import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Batch
from dlc_support.objectives import EnergyScore

EXACT = GaussianNoise(0.0)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Spread(nn.Module):
    """Ignores its input: a normal draw of a given width in each of two components."""

    noise_shape = (2,)

    def __init__(self, width):
        super().__init__()
        self.width = nn.Parameter(torch.tensor(width))

    def forward(self, corrupted, noise):
        return self.width * noise


def score(width, clean, draws=2):
    model = Spread(width)
    loss = EnergyScore(EXACT, draws=draws)(model, Batch(clean), seeded(5))
    return loss, torch.autograd.grad(loss.total, model.width)[0].item()


@pytest.mark.parametrize("draws", [2, 4])
def test_a_normal_sampler_has_the_score_of_the_closed_form(draws):
    loss, _ = score(2.0, torch.zeros(40_000, 2), draws)
    # The length of a standard normal vector in the plane is sqrt(pi / 2) on average.
    mean = (torch.pi / 2) ** 0.5
    assert loss.parts["error"].item() == pytest.approx(2.0 * mean, rel=0.01)
    assert loss.parts["spread"].item() == pytest.approx(2.0 * 2**0.5 * mean, rel=0.01)
    total = loss.parts["error"].item() - 0.5 * loss.parts["spread"].item()
    assert loss.total.item() == pytest.approx(total, rel=1e-5)


def test_the_score_is_lowest_where_the_spread_is_that_of_the_data():
    clean = torch.randn(40_000, 2, generator=seeded(1))
    totals = {width: score(width, clean)[0].total.item() for width in (0.5, 0.8, 1.0, 1.25, 2.0)}
    assert min(totals, key=totals.get) == 1.0
    assert score(0.8, clean)[1] < 0 < score(1.25, clean)[1]
    assert score(1.0, clean)[1] == pytest.approx(0.0, abs=0.02)


def test_one_draw_is_refused():
    with pytest.raises(ValueError, match="draws must be at least 2, got 1"):
        EnergyScore(EXACT, draws=1)
