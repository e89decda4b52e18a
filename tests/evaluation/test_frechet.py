"""The Fréchet distance against closed forms."""

import pytest
import torch
from scipy.linalg import sqrtm
from torch import Generator

from dlc_support.evaluation import frechet_distance


def sample(count, mean, root, seed=0):
    """Points whose mean and covariance are exactly those asked for."""
    size = len(mean)
    points = torch.randn(count, size, generator=Generator().manual_seed(seed)).double()
    points = points - points.mean(dim=0)
    white = torch.linalg.solve_triangular(
        torch.linalg.cholesky(points.T.cov()), points.T, upper=False
    )
    return torch.as_tensor(mean).double() + white.T @ root.T


ROOTS = torch.randn(2, 4, 4, generator=Generator().manual_seed(5)).double()


def test_between_gaussians_it_is_the_closed_form():
    means = [[0.0, 1.0, 2.0, 3.0], [1.0, 1.0, 0.0, 3.0]]
    first, second = (
        sample(50, m, r, seed) for seed, (m, r) in enumerate(zip(means, ROOTS, strict=True))
    )
    one, other = (root @ root.T for root in ROOTS)
    mixed = sqrtm((one @ other).numpy()).real.trace()
    expected = 1 + 4 + one.trace().item() + other.trace().item() - 2 * mixed
    assert frechet_distance(first, second) == pytest.approx(expected, abs=1e-9)


def test_it_is_symmetric_zero_at_equal_moments_and_blind_to_everything_else():
    first = sample(60, [0.0] * 4, ROOTS[0])
    second = sample(90, [1.0] * 4, ROOTS[1], seed=1)
    assert frechet_distance(first, second) == pytest.approx(frechet_distance(second, first))
    other = sample(400, [0.0] * 4, ROOTS[0], seed=3).abs()  # no longer normal
    centred = sample(400, other.mean(dim=0).tolist(), torch.linalg.cholesky(other.T.cov()), 4)
    assert frechet_distance(other, centred) == pytest.approx(0, abs=1e-9)


def test_a_feature_that_never_changes_is_no_trouble():
    constant = torch.zeros(10, 3)
    assert frechet_distance(constant, constant + 2.0) == pytest.approx(12)


def test_two_samples_of_one_law_are_apart_and_larger_ones_less():
    draw = Generator().manual_seed(0)
    near = [
        frechet_distance(torch.randn(n, 8, generator=draw), torch.randn(n, 8, generator=draw))
        for n in (50, 5000)
    ]
    assert near[0] > 5 * near[1] > 0


@pytest.mark.parametrize(
    ("shapes", "message"),
    [(((1, 2), (5, 2)), "at least 2 rows"), (((5, 2), (5, 3)), "as many features, got 2 and 3")],
)
def test_samples_that_do_not_fit_are_refused(shapes, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance(*(torch.zeros(shape) for shape in shapes))
