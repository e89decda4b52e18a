"""What is measured at a checkpoint."""

import math

import pytest
import torch

from dlc_support.data import Sprites
from dlc_support.evaluation import factor_vae_score
from dlc_support.objectives import NegativeELBO
from dlc_support.recipes.variational import disentanglement_watched as recipe
from dlc_support.recipes.variational.sprite_networks import vae
from dlc_support.training import seeded


def test_the_gaussian_total_correlation_is_the_known_one():
    draws = torch.randn(20_000, 2, generator=torch.Generator().manual_seed(0))
    draws[:, 1] = 0.9 * draws[:, 0] + math.sqrt(1 - 0.81) * draws[:, 1]
    found = recipe.gaussian_total_correlation(draws)
    assert found == pytest.approx(-0.5 * math.log(1 - 0.81), abs=0.02)


def test_a_checkpoint_has_the_bound_at_beta_one_and_the_scores_of_the_means():
    pool = Sprites().sample(200, torch.Generator().manual_seed(0))
    batch = pool.rows(torch.arange(200))
    with seeded(0):
        model = vae(16, 4)
    with torch.no_grad():
        found = recipe.Watched(50)(model, batch, torch.Generator().manual_seed(1))
        plain = NegativeELBO()(model, batch, torch.Generator().manual_seed(1))
        means = model.encode(pool.inputs).mean
    assert torch.equal(found.total, plain.parts["negative_elbo"])
    score = factor_vae_score(means, pool.factors, votes=50, threshold=recipe.MOVES)
    assert found.parts[recipe.FACTOR].item() == pytest.approx(score)
    assert found.parts[recipe.ACTIVE].item() == float((means.var(dim=0) > recipe.MOVES).sum())
