import math
from dataclasses import dataclass, field

import pytest
import torch

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.data.toys import GaussianMixture, Moons, OpenCircle, Spiral
from dlc_support.evaluation.denoiser import Denoiser
from dlc_support.evaluation.posterior_mean import PosteriorMean


@dataclass(frozen=True)
class Atoms:
    points: torch.Tensor
    shares: torch.Tensor = field(default_factory=lambda: torch.tensor([0.5, 0.5]))

    def nodes(self, count):
        return self.points, self.shares


@dataclass(frozen=True)
class Parts:
    means: torch.Tensor
    scales: torch.Tensor
    weights: torch.Tensor


UNEVEN = Parts(
    torch.tensor([[-1.0, 0.0], [1.0, 0.5]]), torch.tensor([0.2, 0.7]), torch.tensor([0.3, 0.7])
)
TOYS = [OpenCircle(), Spiral(), Moons(), GaussianMixture(), UNEVEN]


def points(count=50, scale=1.0):
    generator = torch.Generator().manual_seed(1)
    return scale * torch.randn(count, 2, generator=generator, dtype=torch.float64)


def test_it_is_a_denoiser():
    assert isinstance(PosteriorMean(OpenCircle(), 0.1), Denoiser)


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.0])
def test_two_atoms_give_a_hyperbolic_tangent(sigma):
    oracle = PosteriorMean(Atoms(torch.tensor([[-1.0], [1.0]])), sigma)
    corrupted = torch.linspace(-3, 3, 13)[:, None]
    torch.testing.assert_close(oracle(corrupted), torch.tanh(corrupted / sigma**2))


def test_uneven_atoms_shift_the_hyperbolic_tangent_by_half_their_log_odds():
    oracle = PosteriorMean(Atoms(torch.tensor([[-1.0], [1.0]]), torch.tensor([0.2, 0.8])), 1.0)
    corrupted = torch.linspace(-3, 3, 13)[:, None]
    torch.testing.assert_close(oracle(corrupted), torch.tanh(corrupted + math.log(4) / 2))


@pytest.mark.parametrize(("scale", "sigma"), [(0.5, 0.5), (2.0, 0.3)])
def test_a_gaussian_prior_gives_linear_shrinkage(scale, sigma):
    prior = Parts(torch.zeros(1, 2), torch.tensor([scale]), torch.ones(1))
    shrink = scale**2 / (scale**2 + sigma**2)
    # The scale is a float32 number; .5 and 2 are exact in it.
    torch.testing.assert_close(PosteriorMean(prior, sigma)(points()), shrink * points())


def test_the_closed_form_of_a_mixture_agrees_with_its_quadrature():
    mixture = GaussianMixture()
    atoms = Atoms(*mixture.nodes(8 * 30**2))
    torch.testing.assert_close(
        PosteriorMean(mixture, 0.2)(points()),
        PosteriorMean(atoms, 0.2)(points()),
        rtol=0,
        atol=1e-9,
    )


def test_the_closed_form_of_a_mixture_agrees_with_sampling():
    observation = torch.tensor([[0.9, 0.35]])
    clean = GaussianMixture().sample(400_000, torch.Generator().manual_seed(0)).double()
    weights = torch.exp(-(observation - clean).square().sum(1) / (2 * 0.2**2))
    mean = (weights[:, None] * clean).sum(0) / weights.sum()
    spread = (weights[:, None] * (clean - mean)).square().sum(0).sqrt() / weights.sum()
    exact = PosteriorMean(GaussianMixture(), 0.2)(observation.double())[0]
    assert ((mean - exact).abs() < 4 * spread).all()
    assert spread.max() < 1e-2


@pytest.mark.parametrize("density", TOYS[:3])
def test_half_as_many_nodes_change_nothing(density):
    fine, coarse = (PosteriorMean(density, 0.1, nodes=count)(points()) for count in (1024, 512))
    torch.testing.assert_close(fine, coarse, rtol=0, atol=1e-7)


@pytest.mark.parametrize("density", TOYS)
def test_tweedie_the_denoising_step_is_the_gradient_of_the_log_density(density):
    oracle = PosteriorMean(density, 0.2)
    place = points().requires_grad_()
    (score,) = torch.autograd.grad(oracle.log_density(place).sum(), place)
    torch.testing.assert_close(oracle(points()) - points(), 0.2**2 * score, rtol=0, atol=1e-5)


@pytest.mark.parametrize("density", TOYS)
def test_the_smoothed_density_integrates_to_one(density):
    axis = torch.linspace(-5, 5, 401, dtype=torch.float64)
    grid = torch.cartesian_prod(axis, axis)
    mass = PosteriorMean(density, 0.2, nodes=256).log_density(grid).exp().sum() * (10 / 400) ** 2
    torch.testing.assert_close(mass.item(), 1.0, rtol=0, atol=1e-6)


def test_no_other_function_has_a_smaller_error_on_fresh_draws():
    density, generator = OpenCircle(), torch.Generator().manual_seed(0)
    clean = density.sample(20_000, generator)
    corrupted = GaussianNoise(0.3)(clean, generator)
    errors = (PosteriorMean(density, 0.3, nodes=128)(corrupted) - clean).square().sum(1)
    for wrong in (0.2, 0.45):
        worse = (PosteriorMean(density, wrong, nodes=128)(corrupted) - clean).square().sum(1)
        gap = worse - errors
        assert gap.mean() > 4 * gap.std() / len(gap) ** 0.5


def test_in_the_middle_of_the_circle_the_mean_has_no_mass_under_it():
    mean = PosteriorMean(OpenCircle(), 1.0)(torch.zeros(1, 2))
    assert mean.norm() < 0.5


@pytest.mark.parametrize("density", TOYS)
def test_a_point_far_away_has_a_finite_answer(density):
    oracle = PosteriorMean(density, 0.01)
    far = torch.tensor([[1e4, -1e4], [0.0, 1e6]])
    assert oracle(far).isfinite().all()
    assert oracle.log_density(far).isfinite().all()
    if density in TOYS[:3]:
        assert oracle(far).norm(dim=1).max() < 3


def test_precision_follows_the_corrupted_points():
    oracle = PosteriorMean(OpenCircle(), 0.2)
    assert oracle(points().float()).dtype == torch.float32
    single = PosteriorMean(OpenCircle(), 0.2, dtype=torch.float32)
    torch.testing.assert_close(single(points()), oracle(points()), rtol=0, atol=1e-4)


def test_blocks_do_not_change_the_answer(monkeypatch):
    whole = PosteriorMean(Moons(), 0.2)(points())
    monkeypatch.setattr("dlc_support.evaluation.posterior_mean.BLOCK", 3000)
    torch.testing.assert_close(PosteriorMean(Moons(), 0.2)(points()), whole)


def test_no_points_give_no_answer():
    assert PosteriorMean(Moons(), 0.2)(points(0)).shape == (0, 2)


def test_what_is_outside_the_domain_is_refused():
    with pytest.raises(ValueError, match="sigma must be > 0 and finite, got 0"):
        PosteriorMean(OpenCircle(), 0.0)
    with pytest.raises(ValueError, match="nodes must be at least 1, got 0"):
        PosteriorMean(OpenCircle(), 0.1, nodes=0)
    with pytest.raises(ValueError, match="2 coordinates, got 3"):
        PosteriorMean(OpenCircle(), 0.1)(torch.zeros(1, 3))
