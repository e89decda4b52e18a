import pytest
import torch

from dlc_support.evaluation import pixels_seen, receptive_field
from dlc_support.recipes.representations import receptive_field as module
from dlc_support.recipes.representations.receptive_field import DILATIONS, Config, Dilated
from dlc_support.tables import Seed

TINY = Config(train=40, test=20, filters=3, epochs=1, batch_size=20)


@pytest.mark.parametrize("radius", DILATIONS)
def test_each_network_sees_what_its_name_says(radius):
    network = Dilated(8, DILATIONS[radius])
    assert receptive_field(network) == (2 * radius + 1, 1)
    seen = pixels_seen(network, torch.rand(8, 2, 28, 28), 14, 14).nonzero()
    assert seen.amin(0).tolist() == [14 - radius] * 2
    assert seen.amax(0).tolist() == [14 + radius] * 2


def test_all_networks_have_equally_many_weights():
    sizes = {
        sum(weight.numel() for weight in Dilated(8, dilations).parameters())
        for dilations in DILATIONS.values()
    }
    assert len(sizes) == 1


def test_depths_are_counted_from_the_rim():
    mask = torch.zeros(1, 1, 9, 8, dtype=torch.bool)
    mask[..., 2:7, 1:6] = True
    deep = module.depths(mask)
    assert (deep > 0).equal(mask)
    assert deep[0, 0, 4, 1:6].tolist() == [1, 2, 3, 2, 1]
    assert [(deep == depth).sum().item() for depth in (1, 2, 3)] == [16, 8, 1]


def test_a_block_at_the_border_of_the_image_has_the_same_depths():
    mask = torch.zeros(1, 1, 9, 8, dtype=torch.bool)
    mask[..., :5, 3:] = True
    assert module.depths(mask)[0, 0, 2, 3:].tolist() == [1, 2, 3, 2, 1]


def test_a_constant_explains_nothing_and_the_truth_everything():
    clean = torch.rand(50, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    mask = torch.zeros_like(clean, dtype=torch.bool)
    mask[..., 5:17, 8:20] = True
    deep = module.depths(mask)
    right = module.explained(clean, clean, deep)
    constant = torch.zeros_like(clean)
    for depth in module.DEPTHS:
        constant[deep == depth] = clean[deep == depth].mean()
    assert set(right.values()) == {100.0}
    for value in module.explained(constant, clean, deep).values():
        assert value == pytest.approx(0, abs=1e-3)


def test_every_claim_has_its_numbers(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setenv("DLC_MIRROR", "")
    monkeypatch.setenv("DLC_OFFLINE", "1")
    rows = module.run(Seed(module.NETWORKS, TINY, 0))
    for claim in module.RECIPE.claims:
        for _, row, column in claim.cells():
            assert column in rows[row]
