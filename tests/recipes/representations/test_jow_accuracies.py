"""The recipe of Jow's first table, on a handful of embedded digits."""

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import mnist
from dlc_support.objectives import Denoising
from dlc_support.recipes.representations import jow_accuracies as recipe
from dlc_support.recipes.representations.jow_accuracies import NONE, SAE, SDAE
from dlc_support.tables import Seed

TINY = recipe.Config(
    **{"train": 60, "valid": 30, "test": 40, "width": 12, "batch_size": 20},
    **{"block_epochs": 1, "tuning_epochs": 1},
)


class Watched(Seed):
    """Keeps what each network was trained on."""

    def network(self, name, data, **how):
        self.__dict__.setdefault("seen", []).append((name, data, how.get("after")))
        return super().network(name, data, **how)


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("DLC_MIRROR", "")
        one = Watched(recipe.NETWORKS, TINY, 0)
        yield one, recipe.run(one)


def test_pretraining_sees_ordinary_digits_only(seed):
    first = [data for name, data, _ in seed[0].seen if name in ((SAE, 1), (SDAE, 1))]
    assert len(first) == 2  # once for all four sets
    assert all(torch.equal(data.inputs, mnist().train.take(60).inputs) for data in first)
    assert recipe.NETWORKS.each[SDAE, 2].objective == Denoising(GaussianNoise(0.4), "mse")


def test_fine_tuning_sees_each_set_and_the_noise_replaces_black(seed):
    names = [data.name for name, data, _ in seed[0].seen if name == SDAE]
    assert len(set(names)) == len(recipe.SETS)
    assert "rotated, on noise (fill)" in names[-1]


def test_only_pretrained_networks_begin_as_blocks(seed):
    began = {name: after for name, _, after in seed[0].seen if name in (NONE, SAE, SDAE)}
    assert began[NONE] is None
    network = recipe.classifier(TINY, began[SDAE])
    code = began[SDAE][1].encode(began[SDAE][0].encode(inputs := torch.rand(3, 784)))
    assert torch.equal(network.encode(inputs, layer=2), code)


def test_the_network_is_the_source_s():
    network = recipe.classifier(recipe.Config())
    assert network.widths == (784, 1000, 1000, 1000, 10)
    kinds = [type(part) for part in network.layers]
    assert kinds[1::2] == [nn.Sigmoid, nn.Sigmoid, nn.ReLU]


def test_claims_and_printed_numbers_speak_of_cells_that_a_run_gives(seed):
    rows = seed[1]
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    for group, row, column in [*cells, *recipe.RECIPE.published]:
        assert column in rows[group, row]


def test_the_printed_numbers_have_the_interval_of_ten_thousand_images():
    printed = recipe.RECIPE.published["bg-rand", SDAE, recipe.ACCURACY]
    assert printed.mean == pytest.approx(93.23)
    assert printed.high - printed.low == pytest.approx(2 * 1.96 * 0.251, rel=0.02)
