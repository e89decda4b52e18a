"""The comparison at few labels."""

from dataclasses import asdict

import torch

from dlc_support.recipes.representations import sdae_few_labels
from dlc_support.recipes.representations.sdae_networks import MODERN, NONE, SDAE
from dlc_support.tables import Seed
from tests.recipes.representations.conftest import TINY


def test_with_few_labels_the_same_rows_come_again_and_again(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setenv("DLC_MIRROR", "")
    seen = []

    class Watched(Seed):
        def network(self, name, data, **how):
            seen.append((name, data))
            return super().network(name, data, **how)

    config = sdae_few_labels.Config(**asdict(TINY), label_epochs=1)
    monkeypatch.setattr(sdae_few_labels, "LABELS", (10, 30))
    rows = sdae_few_labels.run(Watched(sdae_few_labels.NETWORKS, config, 0))
    fine_tuned = [data for name, data in seen if name in (NONE, SDAE, MODERN)]
    assert [len(torch.unique(data.inputs, dim=0)) for data in fine_tuned] == 3 * [10] + 3 * [30]
    assert {len(data) for _, data in seen} == {60}  # as many steps; the blocks see all digits
    assert set(rows) == {(f"{n} labels", arm) for n in (10, 30) for arm in (NONE, SDAE, MODERN)}
