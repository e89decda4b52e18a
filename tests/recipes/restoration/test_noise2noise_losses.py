"""The recipe of losses and noises, for two steps on the embedded photographs."""

from dataclasses import replace

import pytest
import torch

from dlc_support.evaluation import Interval
from dlc_support.recipes.restoration import noise2noise_losses as recipe
from dlc_support.tables import Seed
from dlc_support.weights import weights

TINY = replace(recipe.RECIPE.settings("quick"), steps=2, size=32, side=40)


@pytest.fixture(scope="module")
def values(parts, tmp_path_factory):
    return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_network_and_every_input_has_its_numbers(values):
    inputs = {(noise, recipe.INPUT) for noise in recipe.TESTED}
    assert set(values) == set(recipe.OBJECTIVES) | inputs
    columns = {recipe.PSNR, recipe.SSIM, recipe.CONTRAST, recipe.ERROR}
    assert all(set(row) == columns for row in values.values())
    assert all(isinstance(number, Interval) for row in values.values() for number in row.values())


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 6
    assert all(column in values[group, row] for group, row, column in cells)


def test_networks_of_one_seed_begin_alike_and_noises_have_networks_of_their_own(parts):
    assert {noise for noise, _ in recipe.OBJECTIVES} == set(recipe.TESTED)
    first, again, other = (
        recipe.trained(Seed(recipe.NETWORKS, TINY, 0), ("Bernoulli", loss), parts).state_dict()
        for loss in ("L2", "L2", "L1")
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_training_begins_with_the_recorded_colour_network(parts):
    start = weights("unet-noise2noise")
    seed = Seed(recipe.NETWORKS, TINY, 0)
    trained = recipe.trained(seed, ("Bernoulli", "L2"), parts).state_dict()
    apart = max((trained[name] - start[name]).abs().max().item() for name in start)
    assert 0 < apart < 0.02


def test_test_photographs_are_cut_to_the_middle(parts):
    picture = recipe.tested_on(parts, TINY)[0]
    whole = parts.test[0]
    assert picture.shape == (1, 3, 40, 40)
    top, left = ((side - 40) // 2 for side in whole.shape[2:])
    assert torch.equal(picture, whole[:, :, top : top + 40, left : left + 40])


def test_contrast_is_the_slope_on_the_clean_photograph():
    clean = torch.rand(1, 3, 9, 9)
    noise = clean - clean.mean()
    assert recipe.contrast(clean, clean).item() == pytest.approx(1.0)
    assert recipe.contrast(0.8 - 0.5 * clean, clean).item() == pytest.approx(-0.5, abs=1e-5)
    assert recipe.contrast(0 * noise + 0.3, clean).item() == pytest.approx(0.0, abs=1e-6)
