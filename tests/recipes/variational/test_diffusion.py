import pytest
import torch
from torch import Generator

from dlc_support.data import GaussianMixture, densities
from dlc_support.evaluation import ExactAtLevels, energy_distance
from dlc_support.recipes.variational import diffusion
from dlc_support.recipes.variational.diffusion import Config
from dlc_support.tables import Seed

TINY = Config(train=40, samples=40, hidden=4, epochs=1, batch_size=25)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(diffusion, "STEPS", (10, 80))
        yield diffusion.run(Seed(diffusion.NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers(rows):
    for claim in diffusion.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]


def test_the_largest_level_drowns_each_density_and_the_spread_is_about_theirs():
    for density in densities():
        points = density.sample(5000, Generator().manual_seed(0))
        assert points.norm(dim=1).max() < diffusion.HIGH / 5
        assert points.std(dim=0).mean().item() == pytest.approx(diffusion.SPREAD, rel=0.2)


@pytest.mark.parametrize("sampler", diffusion.SAMPLERS)
def test_no_sampler_calls_its_denoiser_more_often_than_it_says(sampler):
    for steps in diffusion.STEPS:
        calls = []

        def denoise(noisy, sigma, calls=calls):
            calls.append(sigma)
            return noisy / (1 + sigma**2)

        diffusion.drawn(sampler, denoise, 3, steps, Generator().manual_seed(0))
        assert 0.7 * steps <= len(calls) <= steps
        assert calls == sorted(calls, reverse=True)


def test_the_excess_of_the_exact_denoiser_is_zero_and_that_of_an_offset_is_known():
    exact = ExactAtLevels(GaussianMixture())
    points = GaussianMixture().sample(50, Generator().manual_seed(0))
    assert diffusion.excess(exact, exact, points, Generator().manual_seed(1)) == 0

    def off(noisy, sigma):
        return exact(noisy, sigma) + 0.5 * sigma

    found = diffusion.excess(off, exact, points, Generator().manual_seed(1))
    assert found == pytest.approx(0.25, rel=1e-4)


def test_one_gaussian_has_the_moments_of_the_points_and_nothing_else():
    points = GaussianMixture().sample(4000, Generator().manual_seed(0))
    made = diffusion.gaussian(points, 4000, Generator().manual_seed(1))
    torch.testing.assert_close(made.T.cov(), points.T.cov(), atol=0.05, rtol=0)
    assert energy_distance(made, points) > 0.01
