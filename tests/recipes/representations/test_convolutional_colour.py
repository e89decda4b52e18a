import pytest
import torch

from dlc_support.data import cifar10
from dlc_support.pixels import luma
from dlc_support.recipes.representations import convolutional_colour as module
from dlc_support.recipes.representations.convolutional_colour import Config
from dlc_support.tables import Seed

TINY = Config(
    **{"train": 40, "test": 30, "width": 12, "batch_size": 20},
    **{"block_epochs": 1, "tuning_epochs": 1, "whole_epochs": 1},
)


def test_every_claim_and_every_printed_number_has_its_cell(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setenv("DLC_MIRROR", "")
    rows = module.run(Seed(module.NETWORKS, TINY, 0))
    cells = [where for claim in module.RECIPE.claims for where in claim.cells()]
    for _, row, column in [*cells, *module.RECIPE.published]:
        assert column in rows[row]


def test_the_input_of_colourisation_holds_no_colour_and_the_target_all_of_it():
    split, _ = cifar10(6, 4, embedded=True)
    pairs = module.without_colour(split)
    assert torch.equal(pairs.targets, split.inputs)
    assert (pairs.inputs[:, 0] == pairs.inputs[:, 2]).all()
    torch.testing.assert_close(luma(pairs.inputs), luma(split.inputs))


def test_each_seed_divides_the_same_images_anew():
    parts = cifar10(30, 20, embedded=True)
    first, again, other = (module.divided(*parts, seed) for seed in (0, 0, 1))
    assert torch.equal(first[0].inputs, again[0].inputs)
    assert not torch.equal(first[0].inputs, other[0].inputs)
    assert [len(part) for part in first] == [30, 20]
    pooled = [torch.cat([part.inputs for part in pair]).flatten(1) for pair in (parts, first)]
    assert torch.equal(*(rows.unique(dim=0) for rows in pooled))
    image = first[1].inputs[3]
    place = (pooled[0] == image.flatten()).all(dim=1).nonzero()[0]
    assert torch.cat([part.labels for part in parts])[place] == first[1].labels[3]


@pytest.mark.parametrize("size", ["full", "quick"])
def test_the_control_is_trained_for_as_many_epochs_in_all(size):
    config = module.RECIPE.settings(size)
    assert config.whole_epochs == config.block_epochs + config.tuning_epochs
