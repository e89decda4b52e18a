"""The recipe of undersampled scans, on a handful of small phantoms."""

import pytest
import torch

from dlc_support.data import phantoms
from dlc_support.evaluation import Interval
from dlc_support.models import UNet
from dlc_support.recipes.restoration import mri as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(side=32, train=8, valid=2, test=4, epochs=1, batch_size=4, iterations=5)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


@pytest.fixture(scope="module")
def scanned():
    return recipe.Scanned.of(phantoms((1, 1, 3), side=32).test, 0, 1)


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert all(column in values[row] for _, row, column in cells)


def test_every_method_has_an_interval_over_the_images(values):
    for row, scored in values.items():
        assert isinstance(scored[recipe.PSNR], Interval)
        assert isinstance(scored[recipe.BACK], Interval)
        assert (recipe.KNOWN in scored) == (row not in recipe.GAPS)


def test_a_gap_is_the_difference_of_its_two_networks(values):
    for gap, (row, other) in recipe.GAPS.items():
        for column in (recipe.PSNR, recipe.BACK):
            difference = values[row][column].mean - values[other][column].mean
            assert values[gap][column].mean == pytest.approx(difference, abs=1e-4)


def test_the_share_that_was_measured_is_told(values):
    assert values[recipe.INPUT][recipe.REALISED] == pytest.approx(recipe.SHARE, abs=0.02)


def test_the_input_made_consistent_is_the_zero_filled_image(scanned):
    psnr = scanned.scored(scanned.scan.unbiased)[recipe.BACK]
    torch.testing.assert_close(psnr, scanned.scored(scanned.scan.zero_filled)[recipe.PSNR])


def test_the_truth_has_no_error(scanned):
    scores = scanned.scored(scanned.clean)
    assert scores[recipe.PSNR].isinf().all()
    assert (scores[recipe.BACK] > 100).all()
    torch.testing.assert_close(scores[recipe.SSIM], torch.ones(3))


def test_scans_are_those_of_their_seed():
    split = phantoms((1, 1, 2), side=32).test
    first, again, other = (recipe.Scanned.of(split, *p) for p in ((0, 1), (0, 1), (1, 1)))
    assert torch.equal(first.scan.samples, again.scan.samples)
    assert not torch.equal(first.scan.measured, other.scan.measured)


def test_a_network_gets_the_input_that_it_was_trained_on(scanned):
    class Copies(torch.nn.Module):
        def forward(self, corrupted):
            return corrupted

    scan = scanned.scan
    assert torch.equal(recipe.from_scan(Copies())(scan), scan.unbiased)
    assert torch.equal(recipe.from_scan(Copies(), smooth=True)(scan), scan.zero_filled)


def test_the_side_suits_the_network_and_the_quick_settings_are_smaller():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    assert full.side % UNet.stride == quick.side % UNet.stride == 0
    for name in ("side", "train", "valid", "test", "iterations"):
        assert getattr(quick, name) < getattr(full, name)


def test_a_finished_training_is_found_again(tmp_path, monkeypatch):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    split = phantoms((8, 1, 1), side=32).train
    seeds = [Seed(recipe.NETWORKS, TINY, 3) for _ in range(2)]
    first, again = (seed.network(recipe.NOISY, split) for seed in seeds)
    assert seeds[1].histories[recipe.NOISY].steps == 2
    assert 0 < seeds[0].seconds == seeds[1].seconds
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
