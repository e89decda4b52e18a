"""The toys: each lies where its parameters say."""

from math import pi

import pytest
import torch
from torch import Generator

from dlc_support.data import (
    Density,
    GaussianMixture,
    Moons,
    OpenCircle,
    Spiral,
    densities,
    toy_split,
    toy_splits,
)

EACH = pytest.mark.parametrize("density", densities(), ids=lambda density: density.name)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


@EACH
def test_samples_have_the_documented_shape_and_lie_in_the_window(density: Density) -> None:
    points = density.sample(2000, seeded())
    assert points.shape == (2000, 2)
    assert points.dtype == torch.float32
    assert points.abs().max() <= 1.5


def test_the_open_circle_leaves_its_gap_empty_and_fills_the_rest_evenly() -> None:
    circle = OpenCircle(opening=1.0, radius=1.2)
    points = circle.sample(20_000, seeded())
    angles = torch.atan2(points[:, 1], points[:, 0])
    assert torch.allclose(points.norm(dim=1), torch.tensor(1.2))
    assert angles.abs().min() >= 0.5 - 1e-5
    share = (angles.abs() < (0.5 + pi) / 2).double().mean().item()
    assert share == pytest.approx(0.5, abs=4 * 0.5 / 20_000**0.5)


def test_the_ends_of_the_open_circle_are_the_ends_of_its_curve() -> None:
    circle = OpenCircle(opening=0.8)
    torch.testing.assert_close(circle.curve(torch.tensor([0.0, 1.0])), circle.ends())


def test_the_spiral_grows_with_its_angle() -> None:
    spiral = Spiral(turns=1.5, radius=1.2, inner=0.5)
    points = spiral.curve(torch.linspace(0, 1, 500, dtype=torch.float64))
    radii = points.norm(dim=1)
    turns = radii / 1.2 * 1.5
    assert turns[0].item() == pytest.approx(0.5)
    assert turns[-1].item() == pytest.approx(1.5)
    torch.testing.assert_close(points[:, 0], radii * torch.cos(2 * pi * turns))
    torch.testing.assert_close(points[:, 1], radii * torch.sin(2 * pi * turns))


def test_the_spiral_is_nearly_uniform_along_its_length() -> None:
    points = Spiral().curve(torch.linspace(0, 1, 2001, dtype=torch.float64))
    steps = points.diff(dim=0).norm(dim=1)
    assert steps.max() / steps.min() < 1.3


def test_the_moons_are_two_half_circles_that_interleave() -> None:
    moons = Moons(radius=1.0)
    points = moons.sample(4000, seeded())
    upper = (points - torch.tensor([-0.5, -0.25])).norm(dim=1)
    lower = (points - torch.tensor([0.5, 0.25])).norm(dim=1)
    on_upper = (upper - 1).abs() < 1e-5
    on_lower = (lower - 1).abs() < 1e-5
    assert torch.all(on_upper | on_lower)
    assert torch.all(points[on_upper & ~on_lower, 1] >= -0.25 - 1e-5)
    assert torch.all(points[on_lower & ~on_upper, 1] <= 0.25 + 1e-5)
    assert on_upper.double().mean().item() == pytest.approx(0.5, abs=4 * 0.5 / 4000**0.5)


def test_the_mixture_knows_its_components() -> None:
    mixture = GaussianMixture(modes=5, radius=1.1, scale=0.2)
    assert mixture.means.shape == (5, 2)
    torch.testing.assert_close(mixture.means.norm(dim=1), torch.full((5,), 1.1).double())
    points = mixture.sample(50_000, seeded())
    nearest = torch.cdist(points, mixture.means.float()).argmin(dim=1)
    shares = nearest.bincount(minlength=5) / len(points)
    assert torch.all((shares - mixture.weights).abs() <= 4 * (0.2 * 0.8 / 50_000) ** 0.5)
    # E|x|^2 = radius^2 + 2 scale^2.
    squares = points.double().square().sum(dim=1)
    assert abs(squares.mean() - 1.29) <= 4 * squares.std() / 50_000**0.5


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: OpenCircle(opening=7.0), "opening must lie in"),
        (lambda: OpenCircle(opening=-0.1), "opening must lie in"),
        (lambda: OpenCircle(radius=0.0), "radius must be > 0, got 0"),
        (lambda: Spiral(turns=0.2), "turns must be > inner = 0.25, got 0.2"),
        (lambda: Spiral(inner=0.0), "inner must be > 0, got 0"),
        (lambda: Moons(radius=-1.0), "radius must be > 0, got -1"),
        (lambda: GaussianMixture(modes=0), "modes must be at least 1, got 0"),
        (lambda: GaussianMixture(scale=0.0), "scale must be > 0, got 0"),
    ],
)
def test_parameters_outside_their_domain_are_refused(build, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()


def test_toy_splits_say_what_they_are() -> None:
    splits = toy_splits(OpenCircle(opening=0.5), (30, 20, 10), seed=1)
    assert [len(part) for part in (splits.train, splits.valid, splits.test)] == [30, 20, 10]
    assert splits.name == "open circle"
    assert splits.test.name == "open circle test"
    assert "OpenCircle(opening=0.5" in splits.train.source
    assert splits.train.range is None


def test_toy_test_points_do_not_depend_on_the_size_of_the_training_set() -> None:
    small, large = (toy_splits(Moons(), (count, 10, 10), seed=2) for count in (10, 500))
    assert torch.equal(small.test.inputs, large.test.inputs)
    assert not torch.equal(small.train.inputs, small.test.inputs)
    assert not torch.equal(small.test.inputs, toy_splits(Moons(), (10, 10, 10)).test.inputs)


def test_toy_splits_need_three_sizes() -> None:
    with pytest.raises(ValueError, match="three numbers"):
        toy_splits(Moons(), (10, 10))


def test_a_toy_split_is_what_the_density_draws() -> None:
    split = toy_split(Spiral(), 7, seeded(5))
    assert torch.equal(split.inputs, Spiral().sample(7, seeded(5)))
    assert split.name == "spiral"
