"""The table of disentanglement on few steps: who is trained how, and what is averaged."""

import math
from types import SimpleNamespace

import pytest
import torch

from dlc_support.objectives import FactorELBO, NegativeELBO
from dlc_support.recipes.variational import disentanglement as recipe
from dlc_support.recipes.variational.sprite_networks import vae
from dlc_support.tables import Seed

TINY = recipe.Config(
    **{"steps": 8, "checkpoints": 4, "last": 2, "rows": 400, "votes": 30, "hidden": 8},
    **{"latents": 3, "critic": 8, "batch_size": 8},
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A seed whose networks are trained, and its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        one = Seed(recipe.NETWORKS, TINY, 0)
        yield one, recipe.run(one)


def test_every_claim_has_its_numbers(found):
    _, rows = found
    for claim in recipe.RECIPE.claims:
        for group, row, column in claim.cells():
            assert column in rows[group, row]
    assert {name for group, name in rows if group == recipe.TRAINED} == set(recipe.ARMS)


def test_the_loss_fell_by_what_its_last_quarter_lies_below_the_one_before(found):
    one, rows = found
    for arm in recipe.ARMS:
        losses = one.histories[arm].train["total"]
        assert len(losses) == TINY.checkpoints
        assert rows[recipe.TRAINED, arm][recipe.FELL] == pytest.approx(losses[2] - losses[3])


def test_what_means_share_is_that_of_the_latents_that_are_active(monkeypatch):
    draws = torch.randn(400, 3, generator=torch.Generator().manual_seed(0))
    draws[:, 1] += draws[:, 0]
    draws[:, 2] = draws[:, 0] / 1000
    model = vae(8, 3)
    monkeypatch.setattr(model, "encode", lambda _: SimpleNamespace(mean=draws))
    pool = recipe.pool_of(Seed(recipe.NETWORKS, TINY, 0))
    rho = torch.corrcoef(draws[:, :2].T)[0, 1].item()
    exact = -0.5 * math.log(1 - rho**2)
    assert recipe.of(model, pool)[recipe.TIED_MEANS] == pytest.approx(exact, rel=1e-4)
    draws[:, 1] = 0.0
    assert recipe.of(model, pool)[recipe.TIED_MEANS] == 0.0


def test_the_numbers_are_means_over_the_last_checkpoints(found):
    one, rows = found
    for arm in recipe.ARMS:
        history = one.histories[arm]
        assert history.valid_epochs == [1, 2, 3, 4]
        scores = history.valid[recipe.FACTOR]
        columns = rows[recipe.TRAINED, arm]
        assert columns[recipe.FACTOR] == pytest.approx(sum(scores[-2:]) / 2)
        assert columns[recipe.SPREAD] == pytest.approx(abs(scores[-1] - scores[-2]))
        assert [*rows[recipe.SCORES, arm].values()] == scores
        assert list(rows[recipe.ERRORS, arm]) == ["step 2", "step 4", "step 6", "step 8"]


def test_a_factor_vae_has_a_critic_and_twice_the_batch_and_others_have_neither(monkeypatch):
    asked = {}

    def fit(_model, objective, _data, **told):
        asked[len(asked)] = objective, told
        return SimpleNamespace(seconds=0.0)

    monkeypatch.setattr(recipe, "fit", fit)
    seed = Seed(recipe.NETWORKS, TINY, 0)
    pool = recipe.pool_of(seed)
    for arm in recipe.ARMS:
        recipe.trained(seed, arm, pool)
    for arm, (objective, told) in zip(recipe.ARMS, asked.values(), strict=True):
        played = arm in recipe.WEIGHTS
        assert isinstance(objective, FactorELBO if played else NegativeELBO)
        assert objective.beta == recipe.ARMS[arm]
        assert len(told["opponents"]) == played
        assert told["batch_size"] == TINY.batch_size * (2 if played else 1)
        assert not played or objective.gamma == recipe.WEIGHTS[arm]
        # The rate does not fall to zero: curves are not flattened.
        assert told["schedule"](1.0) == 1.0


def test_between_two_points_the_score_is_on_the_line_and_beyond_them_it_is_told():
    points = [(10.0, 0.2), (20.0, 0.6), (40.0, 0.4)]
    assert recipe.between(points, 15.0) == (pytest.approx(0.4), 1.0)
    assert recipe.between(points, 30.0) == (pytest.approx(0.5), 1.0)
    assert recipe.between(points, 5.0) == (0.2, 0.0)
    assert recipe.between(points, 50.0) == (pytest.approx(0.4), 0.0)


def test_seeds_have_other_images_and_one_seed_always_the_same():
    first, again, other = (
        recipe.pool_of(Seed(recipe.NETWORKS, TINY, number)).factors for number in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
