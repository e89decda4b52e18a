"""The recipe of text and impulses, for two steps on the embedded photographs."""

from dataclasses import replace

import pytest
import torch

from dlc_support.evaluation import Identity
from dlc_support.recipes.restoration import noise2noise_text_impulses as recipe
from dlc_support.recipes.restoration.noise2noise_losses import CONTRAST, ERROR, measured
from dlc_support.recipes.restoration.noise2noise_runs import corrupted, middle
from dlc_support.tables import Seed

TINY = replace(recipe.RECIPE.settings("quick"), steps=2, epochs=1, side=40, test=2)


@pytest.fixture(scope="module")
def values(parts):
    return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_each_noise_has_its_input_three_networks_and_two_differences(values):
    for noise in recipe.TRAINED:
        rows = {row for group, row in values if group == noise}
        networks = {recipe.HOLDS[noise], recipe.FAILS[noise], recipe.CLEAN[noise]}
        assert rows == {recipe.INPUT, recipe.GAIN[noise], recipe.GAP[noise]} | networks
        assert {row for group, row in recipe.OBJECTIVES if group == noise} == networks


def test_every_claim_and_every_published_number_is_of_a_cell_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    for group, row, column in [*cells, *recipe.RECIPE.published]:
        assert column in values[group, row]


def test_differences_are_those_of_the_means(values):
    for noise in recipe.TRAINED:
        holds = values[noise, recipe.HOLDS[noise]][recipe.PSNR].mean
        for row, other in ((recipe.GAIN, recipe.FAILS), (recipe.GAP, recipe.CLEAN)):
            expected = holds - values[noise, other[noise]][recipe.PSNR].mean
            assert values[noise, row[noise]][recipe.PSNR].mean == pytest.approx(expected, abs=1e-4)


def test_the_twin_with_clean_targets_shares_all_but_the_target():
    for noise in recipe.TRAINED:
        noisy = recipe.OBJECTIVES[noise, recipe.HOLDS[noise]]
        clean = recipe.OBJECTIVES[noise, recipe.CLEAN[noise]]
        assert (noisy.corruption, noisy.loss) == (clean.corruption, clean.loss)
        assert noisy.of_target == noisy.corruption


def test_inputs_keep_what_the_noise_leaves(parts):
    test = middle(parts.test.take(2), 96)
    found = measured(Identity(), recipe.TESTED[recipe.IMPULSES], test, 0)
    assert found[CONTRAST].mean().item() == pytest.approx(1 - 0.7, abs=0.1)
    clean, noisy = test[0], corrupted(test, 0, 0, recipe.TESTED[recipe.TEXT])
    covered = (noisy != clean).any(dim=1).float().mean().item()
    assert 0.1 < covered < 0.4
    assert torch.isfinite(found[ERROR]).all()
