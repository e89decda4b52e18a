"""The recipe of photons and missing pixels, for two steps on the embedded photographs."""

from dataclasses import replace

import pytest
import torch

from dlc_support.objectives import Denoising, Noise2Noise
from dlc_support.recipes.restoration import noise2noise_poisson_bernoulli as recipe
from dlc_support.recipes.restoration.noise2noise_runs import CLEAN, NOISY, PSNR, SSIM
from dlc_support.tables import Seed

TINY = replace(recipe.RECIPE.settings("quick"), steps=2, epochs=1, test=1)


@pytest.fixture(scope="module")
def values(parts):
    return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_each_noise_has_its_input_two_networks_and_their_difference(values):
    expected = (recipe.INPUT, NOISY, CLEAN, recipe.GAP)
    assert list(values) == [(kind, row) for kind in recipe.TESTED for row in expected]
    for kind in recipe.TESTED:
        for column in (PSNR, SSIM):
            noisy, clean, gap = (
                float(getattr(values[kind, row][column], "mean", values[kind, row][column]))
                for row in expected[1:]
            )
            assert gap == pytest.approx(noisy - clean, abs=1e-4)


def test_every_claim_and_every_published_number_is_of_a_cell_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    for group, row, column in [*cells, *recipe.RECIPE.published]:
        assert column in values[group, row]


def test_twins_see_the_same_inputs_and_noisy_targets_have_the_right_mean():
    generator = torch.Generator().manual_seed(0)
    clean = torch.full((200_000, 1), 0.3)
    for kind, noise in recipe.TESTED.items():
        noisy, known = (recipe.OBJECTIVES[kind, targets] for targets in (NOISY, CLEAN))
        assert noisy.corruption == known.corruption == noise
        assert isinstance(noisy, Noise2Noise)
        assert isinstance(known, Denoising)
        drawn = noisy.of_target(clean, generator)
        kept = drawn[drawn != 0] if noisy.masked else drawn
        assert kept.mean().item() == pytest.approx(0.3, abs=0.002)
