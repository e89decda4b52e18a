"""The table of bounds, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.corruptions import RandomImpulses
from dlc_support.data import binarised, mnist
from dlc_support.recipes.variational import denoising_bounds as recipe
from dlc_support.tables import Seed
from dlc_support.training import seeded

TINY = recipe.Config(
    **{"train": 60, "test": 8, "samples": 5, "draws": 3, "mixture": 4, "hidden": 10},
    **{"latents": 3, "epochs": 1, "batch_size": 20},
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        patch.setenv("DLC_OFFLINE", "1")
        yield recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_has_its_numbers(rows):
    for claim in recipe.RECIPE.claims:
        for _, row, column in claim.cells():
            assert column in rows[row]


def test_the_levels_are_those_of_the_networks():
    for name, level in recipe.LEVELS.items():
        assert recipe.NETWORKS.each[name].objective.corruption == RandomImpulses(level)


def test_without_noise_three_of_the_numbers_are_one_bound():
    with seeded(0):
        model = recipe.vae(TINY)
    test = binarised(mnist(embedded=True).test.take(4), seed=0)
    more = recipe.Config(**{**TINY.__dict__, "draws": 2000})
    found = recipe.bounds(model, test, 0.0, more, 0)
    means = torch.tensor([found[name].mean for name in (recipe.CLEAN, recipe.OWN, recipe.MIXTURE)])
    assert means.max() - means.min() < 0.5
    assert (found[recipe.OWN].values - found[recipe.MIXTURE].values).abs().max() < 1
