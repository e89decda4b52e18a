"""The recipe of the ratings, on a few generated ones."""

import pytest
import torch
from torch import Generator

from dlc_support.data import Ratings, low_rank_ratings
from dlc_support.recipes.representations import recommender as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(epochs=3, penalties=(2.0,), hidden=10, rank=5)
RATINGS = low_rank_ratings(40, 50, per_user=20)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "movielens", lambda: RATINGS)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 12
    assert all(column in values[row] for _, row, column in cells)


def test_clipping_never_makes_a_prediction_worse(values):
    for columns in values.values():
        assert columns[recipe.RMSE] <= columns[recipe.BEFORE] + 1e-6


def test_biases_without_noise_are_found():
    generator = Generator().manual_seed(0)
    item, user = torch.randn(30, generator=generator), torch.randn(25, generator=generator)
    pairs = torch.cartesian_prod(torch.arange(30), torch.arange(25))
    exact = 3 + item[pairs[:, 0]] + user[pairs[:, 1]]
    ratings = Ratings(pairs[:, 1], pairs[:, 0], exact)
    everything = torch.arange(len(ratings))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipe, "SHRINK", 0.0)
        torch.testing.assert_close(recipe.biases(ratings, everything), exact, atol=1e-4, rtol=0)
    shrunk = recipe.biases(ratings, everything) - exact.mean()
    assert shrunk.square().sum() < (exact - exact.mean()).square().sum()


def test_the_svd_completes_a_table_of_low_rank():
    generator = Generator().manual_seed(0)
    table = torch.randn(40, 2, generator=generator) @ torch.randn(2, 30, generator=generator)
    seen = torch.rand(table.shape, generator=generator) < 0.7
    known = recipe.Split(table * seen, observed=seen, name="known")
    config = recipe.Config(rank=5, sweeps=100)
    estimate = torch.zeros_like(table)
    for penalty in (3.0, 1.0, 0.1):
        estimate = recipe.soft_impute(known, penalty, estimate, config)
    error = (estimate - table)[~seen].square().mean() / table[~seen].square().mean()
    assert error < 0.01


def test_validation_and_test_ratings_are_not_in_the_training_table():
    data = recipe.residuals(RATINGS, TINY, 0)
    known, held = data.split(), data.validation().split
    assert not (known.observed & held.observed).any()
    assert torch.equal(held.inputs, known.inputs)
    assert known.observed.sum() == len(data.train)
    assert held.observed.sum() == len(data.valid)
