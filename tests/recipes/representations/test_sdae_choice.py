"""The comparison of shares of masked inputs and of dropouts."""

from dataclasses import replace

from dlc_support.recipes.representations import sdae_choice
from dlc_support.recipes.representations.sdae_networks import CHOICE, MODERN, SDAE, Config
from dlc_support.tables import Seed, recipe
from tests.recipes.representations.conftest import TINY


def test_the_choice_is_between_levels_that_differ_in_nothing_else():
    declared = sdae_choice.NETWORKS
    shares = [one.each[SDAE, 1].objective.corruption.p for one in declared.values()]
    dropouts = [one.each[MODERN].build(Config()).layers[3].p for one in declared.values()]
    assert (shares, dropouts) == ([0.10, 0.25, 0.40], [0.1, 0.3, 0.5])
    for name in ("sdae-rot", "sdae-bg-rand"):
        assert recipe(name).networks.each[SDAE, 1].objective.corruption.p in shares


def test_each_level_is_judged_on_validation_images(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setenv("DLC_MIRROR", "")
    monkeypatch.setattr(sdae_choice, "SETS", ("rot",))
    seed = Seed(sdae_choice.NETWORKS[0], replace(TINY, tuning_epochs=1, whole_epochs=1), 0)
    rows = sdae_choice.run(seed)
    assert len(rows) == 6
    assert all(list(columns) == [CHOICE] for columns in rows.values())
    # Each level's classifier and blocks: 3 x (1 + 3) of SDAE-3, 3 modern ones.
    assert len(seed.histories) == 15
