"""Codes that no training made."""

import pytest
import torch

from dlc_support.data import Sprites
from dlc_support.evaluation import factor_vae_score
from dlc_support.recipes.variational import disentanglement as recipe
from dlc_support.recipes.variational import disentanglement_controls as controls
from dlc_support.tables import Seed

TINY = recipe.Config(rows=400, votes=200, hidden=16)


@pytest.fixture(scope="module")
def pool():
    return Sprites().sample(TINY.rows, torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def found(pool):
    return controls.controls(Seed(recipe.NETWORKS, TINY, 0), pool)


def test_the_factors_score_best_and_a_rotation_of_them_more_than_noise(found, pool):
    scores = {
        name: factor_vae_score(one.codes, pool.factors, votes=200, threshold=one.threshold)
        for name, one in found.items()
    }
    assert scores[controls.FACTORS] == max(scores.values())
    assert scores[controls.ROTATED] > scores[controls.RANDOM] + 0.1


def test_a_rotation_keeps_lengths_and_each_seed_has_its_own(found, pool):
    factors, turned = found[controls.FACTORS].codes, found[controls.ROTATED].codes
    torch.testing.assert_close(turned.norm(dim=1), factors.norm(dim=1))
    other = controls.controls(Seed(recipe.NETWORKS, TINY, 1), pool)[controls.ROTATED].codes
    assert not torch.allclose(turned, other, atol=0.1)


def test_pca_has_as_many_components_as_its_row_says(found):
    for components in controls.COMPONENTS:
        code = found[controls.pca(components)].codes
        assert code.shape == (TINY.rows, components)
        ties = torch.corrcoef(code.double().T) - torch.eye(components)
        assert ties.abs().max() < 1e-3


def test_no_latent_of_an_untrained_encoder_may_vote_by_the_rule_of_trained_ones(found):
    plain, ruled = found[controls.UNTRAINED], found[controls.UNTRAINED_ACTIVE]
    assert torch.equal(plain.codes, ruled.codes)
    assert plain.threshold == 0.0
    assert not (ruled.codes.var(dim=0) > ruled.threshold).any()
