"""The recipe of rot."""

from dlc_support.recipes.representations import sdae_rot as recipe
from dlc_support.recipes.representations.sdae_networks import MODERN, SDAE, Config
from dlc_support.tables import Seed


def test_the_share_of_masked_inputs_is_the_source_s():
    assert recipe.NETWORKS.each[SDAE, 2].objective.corruption.p == 0.25
    assert recipe.NETWORKS.each[MODERN].build(Config(width=4)).layers[3].p == 0.3


def test_each_seed_draws_its_own_data(monkeypatch):
    asked = []
    monkeypatch.setattr(recipe, "larochelle", lambda name, seed: asked.append((name, seed)))
    monkeypatch.setattr(recipe, "errors", lambda *_: {})
    recipe.run(Seed(recipe.NETWORKS, Config(), 3))
    assert asked == [("rot", 3)]
