"""The recipe of the seven corruptions, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.corruptions import BlockMask, GaussianBlur, GaussianNoise, ZeroMask
from dlc_support.data import Split
from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import Interval
from dlc_support.recipes.denoising import mnist_corruptions as recipe
from dlc_support.tables import Seed, Table, cell
from tests.tables.example import example

TINY = recipe.Config(train=64, valid=20, test=24, subset=4, dense_epochs=1, convolutional_epochs=1)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def _images(split=None):
    return (split or embedded_digits().test).take(24)


def test_the_conditions_are_those_of_the_sources():
    assert list(recipe.CONDITIONS.values()) == [
        ZeroMask(0.5),
        ZeroMask(0.9),
        GaussianBlur(2.0),
        GaussianBlur(4.0),
        BlockMask(10),
        BlockMask(16),
        GaussianNoise(0.1),
    ]


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 44
    assert all(column in values[group, row] for group, row, column in cells)


def test_the_corrupted_input_gains_nothing_over_itself(values):
    gains = [values[name, recipe.CORRUPTED][recipe.GAIN] for name in recipe.CONDITIONS]
    assert all((gain.low, gain.high) == (0.0, 0.0) for gain in gains)


def test_every_network_is_scored_on_all_images_and_on_the_first(values):
    assert len(recipe.NETWORKS.each) == 2 * len(recipe.CONDITIONS) + 1
    for name in recipe.NETWORKS.each:
        assert isinstance(values[name][recipe.PSNR], Interval)
        assert isinstance(values[name][recipe.SUBSET], Interval)


def test_slow_baselines_are_scored_on_the_first_images_only(values):
    slow = values["block 16", "biharmonic inpainting (given the mask)"]
    assert set(slow) == {recipe.SUBSET, recipe.SUBSET_SSIM, recipe.VALIDATION}


def test_baselines_alone_have_a_number_on_validation_images(values):
    others = {
        recipe.DENSE,
        recipe.CONVOLUTIONAL,
        recipe.COPIED,
        recipe.MASKED_INPUT,
        recipe.CORRUPTED,
    }
    for (group, row), scored in values.items():
        assert (recipe.VALIDATION in scored) == (row not in others), (group, row)


def test_the_mean_of_psnrs_is_at_least_the_psnr_of_the_mean(values):
    for scored in values.values():
        if recipe.PSNR in scored:
            assert scored[recipe.PSNR].mean >= scored[recipe.POOLED] - 1e-4


def test_an_image_that_the_draw_spares_does_not_count():
    dot = torch.zeros(50, 1, 28, 28)
    dot[:, :, 0, 0] = 1.0  # few squares of side 10 reach the corner
    drawn = recipe.draw("block 10", Split(dot), 0, 1)
    assert len(drawn.clean) < 50
    assert (drawn.corrupted != drawn.clean).flatten(1).any(1).all()


def test_a_draw_depends_on_its_path_alone():
    first, again, other = (
        recipe.draw("noise 0.1", _images(), *p) for p in ((0, 1), (0, 1), (1, 1))
    )
    assert torch.equal(first.corrupted, again.corrupted)
    assert not torch.equal(first.corrupted, other.corrupted)


def test_copying_keeps_the_known_pixels_and_no_others():
    drawn = recipe.draw("erasure 0.5", _images(), 0, 1)
    kept = recipe.copied(torch.full_like(drawn.clean, 0.25), drawn)
    assert (kept[drawn.mask] == 0.25).all()
    assert torch.equal(kept[~drawn.mask], drawn.clean[~drawn.mask])


def test_the_quick_settings_are_smaller_in_every_respect():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    for name in ("train", "valid", "test", "subset", "dense_epochs", "convolutional_epochs"):
        assert getattr(quick, name) < getattr(full, name)


def test_the_network_that_is_told_the_mask_sees_one_more_channel():
    model = recipe.NETWORKS.each["block 16", recipe.MASKED_INPUT].build(TINY)
    assert model(torch.zeros(2, 2, 28, 28)).shape == (2, 1, 28, 28)


@pytest.mark.parametrize(("slow", "best"), [([30.0, 30.0], "slow"), ([10.0, 10.0], "fast")])
def test_the_overview_has_the_baseline_that_was_best_on_validation_images(slow, best):
    values, masked = {}, ("erasure 0.5", "block 16")
    for condition in recipe.CONDITIONS:
        for method in (recipe.CORRUPTED, recipe.DENSE, recipe.CONVOLUTIONAL):
            values[cell(condition, method, recipe.PSNR)] = [20.0, 21.0]
        if condition in masked:
            values[cell(condition, recipe.COPIED, recipe.PSNR)] = [22.0, 22.0]
        values[cell(condition, "slow", recipe.SUBSET)] = [22.0, 22.0]
        values[cell(condition, "slow", recipe.VALIDATION)] = slow
        values[cell(condition, "fast", recipe.PSNR)] = [19.0, 19.0]
        values[cell(condition, "fast", recipe.VALIDATION)] = [21.0, 21.0]
    table = recipe.overview(Table("t", values, [0, 1], {}, [], example().provenance))
    assert table.groups == list(recipe.CONDITIONS)
    rows = [recipe.CORRUPTED, best, recipe.DENSE, recipe.CONVOLUTIONAL]
    for condition in recipe.CONDITIONS:
        assert table.rows_of(condition) == rows + [recipe.COPIED] * (condition in masked)
