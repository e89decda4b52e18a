"""What holds for every density: exact quadrature, draws from the generator alone."""

import pytest
import torch
from torch import Generator

from dlc_support.data import Density, densities, toys

EACH = pytest.mark.parametrize("density", densities(), ids=lambda density: density.name)


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def moments(points: torch.Tensor) -> torch.Tensor:
    """First to fourth moments: (N, 9)."""
    x, y = points.double().unbind(1)
    return torch.stack([x, y, x * x, y * y, x * y, x**3, x * y * y, x**4, x * x * y * y], dim=1)


@EACH
def test_a_density_is_a_density(density: Density) -> None:
    assert isinstance(density, Density)
    assert eval(repr(density), vars(toys)) == density


@EACH
def test_samples_come_from_the_generator_alone(density: Density) -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first = density.sample(50, seeded(3))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(first, density.sample(50, seeded(3)))
    assert not torch.equal(first, density.sample(50, seeded(4)))


@EACH
def test_moments_of_samples_agree_with_the_quadrature(density: Density) -> None:
    drawn = moments(density.sample(100_000, seeded()))
    points, weights = density.nodes(400)
    exact = weights @ moments(points)
    error = drawn.std(dim=0) / len(drawn) ** 0.5
    assert torch.all((drawn.mean(dim=0) - exact).abs() <= 4 * error + 1e-12)


@EACH
def test_quadrature_has_positive_weights_that_sum_to_one_and_has_converged(
    density: Density,
) -> None:
    points, weights = density.nodes(300)
    finer, finer_weights = density.nodes(1200)
    assert len(points) >= 300
    assert weights.dtype == points.dtype == torch.float64
    assert torch.all(weights > 0)
    assert weights.sum().item() == pytest.approx(1, abs=1e-12)
    torch.testing.assert_close(weights @ moments(points), finer_weights @ moments(finer))


@EACH
def test_no_points_and_no_nodes_are_refused(density: Density) -> None:
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        density.sample(0, seeded())
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        density.nodes(0)
