"""Stacked networks of a few units, trained on a handful of embedded digits."""

import pytest

from dlc_support.data import larochelle
from dlc_support.recipes.representations import sdae_networks
from dlc_support.tables import Seed

TINY = sdae_networks.Config(
    **{"train": 60, "valid": 30, "test": 40, "width": 12},
    **{"block_epochs": 1, "tuning_epochs": 2, "whole_epochs": 3, "batch_size": 20},
)


@pytest.fixture(scope="session")
def stacked(tmp_path_factory):
    """A seed whose networks are trained, and its numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        one = Seed(sdae_networks.networks(0.25, 0.3), TINY, 0)
        yield one, sdae_networks.errors(one, larochelle("basic"))
