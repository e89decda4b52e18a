"""The recipe of the generative families, with a handful of points."""

import pytest
import torch

from dlc_support.recipes.representations import generative_families as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(train=100, valid=50, test=60, epochs=1, batch_size=50)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 16
    assert all(column in values[row] for _, row, column in cells)


def test_all_but_the_gan_have_a_likelihood(values):
    assert [row for row, columns in values.items() if recipe.NATS not in columns] == ["GAN"]


def test_the_exact_density_integrates_to_one_and_has_its_entropy():
    axis = torch.linspace(-2, 2, 401, dtype=torch.float64)
    grid = torch.cartesian_prod(axis, axis)
    log_prob = recipe.exact_log_prob(grid)
    weights = log_prob.exp() * 0.01**2
    assert weights.sum().item() == pytest.approx(1, abs=1e-4)
    points = recipe.draw(20_000, 0).inputs
    entropy = -(weights * log_prob).sum().item()
    assert -recipe.exact_log_prob(points).mean().item() == pytest.approx(entropy, abs=0.03)


def test_kernels_are_a_density_with_a_bump_on_each_point():
    kernels = recipe.Kernels(torch.tensor([[0.0, 0.0], [1.0, 0.0]]), 0.1)
    axis = torch.linspace(-1, 2, 301)
    weights = kernels.log_prob(torch.cartesian_prod(axis, axis)).exp() * 0.01**2
    assert weights.sum().item() == pytest.approx(1, abs=1e-3)
    samples = kernels.sample(4000, torch.Generator().manual_seed(0))
    assert samples.mean(0).tolist() == pytest.approx([0.5, 0.0], abs=0.04)
    assert samples[:, 1].std().item() == pytest.approx(0.1, rel=0.1)


def test_samples_far_from_every_mode_are_counted():
    known = recipe.DENSITY.means.float().repeat(10, 1)[:50]
    samples = torch.cat([known[:40], torch.zeros(10, 2)])
    assert recipe.numbers(samples, known, None)[recipe.OFF] == pytest.approx(20)


def test_midpoints_between_neighbouring_modes_are_off_and_the_modes_are_not():
    means = recipe.DENSITY.means.float()
    midpoints = (means + means.roll(1, 0)) / 2
    samples = torch.cat([means, midpoints])
    found = recipe.numbers(samples, samples, None)
    assert found[recipe.OFF] == pytest.approx(50)
