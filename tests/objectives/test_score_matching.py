import pytest
import torch
from torch import Generator, nn

from dlc_support.corruptions import GaussianNoise, LogUniformLevel, RandomLevel, ZeroMask
from dlc_support.data import Batch, GaussianMixture, Split
from dlc_support.evaluation import ExactAtLevels, PosteriorMean
from dlc_support.models import LevelMLP, Preconditioned
from dlc_support.objectives import Denoising, DenoisingScoreMatching
from dlc_support.training import seeded
from tests.objectives.interrupted import ends_bit_identical

LEVELS = LogUniformLevel(GaussianNoise, low=0.05, high=5.0)
DENSITY = GaussianMixture()


class Scaled(nn.Module):
    """The exact posterior mean, with its shift from the noisy point scaled."""

    def __init__(self, factor):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(factor))

    def forward(self, noisy, condition):
        pairs = zip(noisy, condition, strict=True)
        exact = torch.cat([PosteriorMean(DENSITY, c.item())(n[None]) for n, c in pairs])
        return noisy + self.factor * (exact - noisy)


def test_the_exact_posterior_mean_is_a_minimum():
    points = DENSITY.sample(2000, Generator().manual_seed(0))
    objective, model = DenoisingScoreMatching(LEVELS, spread=0.7), Scaled(1.0)
    loss = objective(model, Batch(points), Generator().manual_seed(1)).total
    (slope,) = torch.autograd.grad(loss, model.factor)
    assert abs(slope) < 0.1
    for factor in (0.8, 1.2):
        worse = objective(Scaled(factor), Batch(points), Generator().manual_seed(1)).total
        assert worse > loss


def test_at_one_level_it_is_the_squared_error_times_its_weight():
    points, linear = torch.randn(50, 2, generator=Generator().manual_seed(0)), nn.Linear(2, 2)

    class Told(nn.Module):
        def forward(self, noisy, condition):
            assert (condition == 0.5).all()
            assert condition.shape == (50, 1)
            return linear(noisy)

    level = RandomLevel(GaussianNoise, 0.5, 0.5)
    found = DenoisingScoreMatching(level, spread=0.8)(Told(), Batch(points), Generator())
    plain = Denoising(level, "mse")(linear, Batch(points), Generator())
    torch.testing.assert_close(found.total, (1 / 0.5**2 + 1 / 0.8**2) * plain.total)


def test_vincents_identity_the_gradient_is_that_of_matching_the_true_score():
    # Equation 11 of Vincent (2011): both objectives differ by a constant, so that they have one
    # gradient; here for the factor of a model, at one level.
    sigma, factor = 0.5, 0.7
    generator = Generator().manual_seed(0)
    points = DENSITY.sample(200_000, generator)
    noisy = points + sigma * torch.randn(points.shape, generator=generator)
    exact = ExactAtLevels(DENSITY)(noisy, sigma)
    scores = (exact - noisy) / sigma**2  # the gradient of the log density
    model = factor * scores
    explicit = ((model - scores) * scores).sum(dim=1).mean()
    denoising = ((model - (points - noisy) / sigma**2) * scores).sum(dim=1).mean()
    assert denoising.item() == pytest.approx(explicit.item(), rel=0.03)
    objective = DenoisingScoreMatching(RandomLevel(GaussianNoise, sigma, sigma), spread=0.7)
    one = Scaled(factor)
    loss = objective(one, Batch(points[:4000]), Generator().manual_seed(1)).total
    (slope,) = torch.autograd.grad(loss, one.factor)
    weight = (sigma**-2 + 0.7**-2) * sigma**4  # over two components, and twice the product
    assert slope.item() == pytest.approx(weight * explicit.item(), rel=0.15)


def test_noise_that_is_not_normal_has_no_such_score():
    with pytest.raises(TypeError, match="levels must be a RandomLevel of GaussianNoise"):
        DenoisingScoreMatching(RandomLevel(ZeroMask, 0.0, 0.5), spread=1.0)


def test_a_second_condition_is_refused():
    batch = Batch(torch.zeros(2, 2), condition=torch.zeros(2, 1))
    with pytest.raises(ValueError, match="leave others out"):
        DenoisingScoreMatching(LEVELS, spread=1.0)(Scaled(1.0), batch, Generator())


def test_a_spread_of_zero_is_refused():
    with pytest.raises(ValueError, match="spread must be > 0"):
        DenoisingScoreMatching(LEVELS, spread=0.0)


def level_network():
    with seeded(0):
        return Preconditioned(LevelMLP(2, (8,)), spread=0.7)


def test_an_interrupted_run_ends_bit_identical_to_one_that_was_not(tmp_path):
    points = Split(DENSITY.sample(6, Generator().manual_seed(0)), name="six", range="unbounded")
    objective = DenoisingScoreMatching(LEVELS, spread=0.7)
    ends_bit_identical(level_network, objective, points, tmp_path)
