"""The Gabor score: 1 for Gabor functions, about 0.13 for white noise."""

import numpy as np
import pytest
import torch

from dlc_support.evaluation.gabor import GaborFit, _Problem, gabor_fit, gabor_scores


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def gabor(frequency, direction, phase=0.0, centre=(0.0, 0.0), widths=(2.0, 2.0), side=12):
    """A Gabor function whose wave runs counterclockwise from the horizontal."""
    place = torch.arange(side, dtype=torch.float64) - (side - 1) / 2
    up, right = -(place[:, None] - centre[0]), place[None, :] - centre[1]
    along = np.cos(direction) * right + np.sin(direction) * up
    across = np.cos(direction) * up - np.sin(direction) * right
    envelope = torch.exp(-0.5 * ((along / widths[0]) ** 2 + (across / widths[1]) ** 2))
    return envelope * torch.cos(2 * np.pi * frequency * along + phase)


CASES = [
    (0.15, 0.0, 0.0, (0.0, 0.0), (2.0, 3.0)),
    (0.20, 0.7, 1.0, (1.0, -2.0), (1.5, 3.0)),
    (0.30, 1.6, 2.0, (-2.0, 0.5), (3.0, 2.0)),
    (0.10, 2.5, 0.5, (0.0, 1.5), (2.5, 2.5)),
    (0.25, 3.0, 4.0, (0.5, 0.5), (4.0, 1.5)),
]


@pytest.mark.parametrize("case", CASES)
def test_a_gabor_function_is_found_with_its_frequency_and_orientation(case):
    fit = gabor_fit(gabor(*case))
    assert fit.score == pytest.approx(1.0, abs=1e-4)
    torch.testing.assert_close(fit.fitted, gabor(*case), atol=0.02, rtol=0)
    assert fit.frequency == pytest.approx(case[0], abs=0.005)
    apart = abs(fit.orientation - case[1])
    assert min(apart, np.pi - apart) < 0.03


def test_a_blob_and_a_grating_are_gabor_functions_too():
    blob = gabor(0.0, 0.0, centre=(1.0, -1.0), widths=(1.5, 2.5))
    grating = gabor(0.2, 0.5, widths=(1e3, 1e3))
    assert gabor_scores(torch.stack([blob, grating])).min() > 0.999


def test_white_noise_scores_little_and_noise_lowers_a_score_by_its_share():
    assert 0.10 < gabor_scores(torch.randn(100, 12, 12, generator=seeded())).mean() < 0.15
    clean = gabor(*CASES[1])
    noise = torch.randn(40, 12, 12, generator=seeded(1), dtype=torch.float64)
    noisy = clean + noise * clean.std() / 3
    # The wave is 9 parts of 10 of the variance; ten parameters also fit some of the noise.
    assert gabor_scores(noisy).mean() == pytest.approx(0.9, abs=0.02)


def test_sign_scale_and_offset_do_not_matter():
    filters = torch.randn(4, 12, 12, generator=seeded(2), dtype=torch.float64)
    scores = gabor_scores(filters)
    for changed in (-filters, 1e6 * filters, 1e-6 * filters, filters + 3.0):
        torch.testing.assert_close(gabor_scores(changed), scores, atol=1e-6, rtol=0)


def test_a_turned_filter_has_the_same_score():
    filters = torch.stack([gabor(*case) for case in CASES])
    filters += 0.05 * torch.randn(filters.shape, generator=seeded(3))
    torch.testing.assert_close(
        gabor_scores(filters.rot90(dims=(1, 2))), gabor_scores(filters), atol=0.01, rtol=0
    )


def test_the_score_is_the_share_of_the_variance_that_the_fit_explains():
    one = torch.randn(12, 12, generator=seeded(4), dtype=torch.float64)
    fit = gabor_fit(one)
    left = (one - fit.fitted).square().sum() / (one - one.mean()).square().sum()
    assert fit.score == pytest.approx(1 - left.item(), abs=1e-9)


def test_no_small_move_of_the_parameters_makes_a_fit_better():
    one = gabor(*CASES[2]) + 0.1 * torch.randn(12, 12, generator=seeded(5))
    target = one.numpy().ravel() - one.mean().item()
    problem = _Problem(target / np.linalg.norm(target), 12)
    found = problem.solved(2.5)
    for place in range(7):
        for move in (-0.02, 0.02):
            moved = found + move * np.eye(7)[place]
            assert problem.error(moved) > problem.error(found) - 1e-4


def test_the_jacobian_is_the_residuals_slope_where_the_fit_is_exact():
    # Kaufman's Jacobian leaves out a term in the residual, which is 0 here.
    at = np.array([0.5, -1.0, 0.1, 0.15, np.log(2.0), np.log(3.0), 0.4])
    target = _Problem(np.random.default_rng(0).standard_normal(144), 12).fitted(at)
    problem, step = _Problem(target / np.linalg.norm(target), 12), 1e-6
    slopes = [
        (problem.residual(at + step * axis) - problem.residual(at - step * axis)) / (2 * step)
        for axis in np.eye(7)
    ]
    np.testing.assert_allclose(problem.jacobian(at), np.stack(slopes, axis=1), atol=1e-5)


def test_a_dead_unit_scores_nothing():
    fit = gabor_fit(torch.full((8, 8), 0.3))
    assert isinstance(fit, GaborFit)
    assert fit.score == 0.0
    torch.testing.assert_close(fit.fitted, torch.full((8, 8), 0.3, dtype=torch.float64))


def test_other_shapes_and_values_are_refused():
    with pytest.raises(ValueError, match=r"square .* got shape \(12, 10\)"):
        gabor_fit(torch.zeros(12, 10))
    with pytest.raises(ValueError, match=r"at least 4, got shape \(3, 3\)"):
        gabor_fit(torch.zeros(3, 3))
    with pytest.raises(ValueError, match="weights must be finite"):
        gabor_fit(torch.full((5, 5), torch.nan))
