"""The recipe of the small digits, on a handful of embedded ones."""

import pytest
import torch
from torch.nn import functional

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import Interval, psnr
from dlc_support.recipes.restoration import super_resolution_digits as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(train=200, test=60, epochs=1, classifier_epochs=10, batch_size=20)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_small_digits_are_the_sources_means_of_two_by_two_pixels():
    digits = embedded_digits().test.take(5)
    small = recipe.reduced(digits)
    assert torch.allclose(small.inputs, functional.avg_pool2d(digits.inputs, 2), atol=1e-6)
    assert torch.equal(small.targets, digits.inputs)


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert all(column in values[row] for _, row, column in cells)


def test_every_method_has_both_numbers_with_intervals_and_the_originals_no_psnr(values):
    methods = {*recipe.INTERPOLATIONS, recipe.TRANSPOSED, recipe.RESIZED}
    assert set(values) == {*methods, recipe.ORIGINAL}
    for method in methods:
        assert set(values[method]) == {recipe.PSNR, recipe.ACCURACY}
        assert all(isinstance(number, Interval) for number in values[method].values())
    assert set(values[recipe.ORIGINAL]) == {recipe.ACCURACY}


def test_the_classifier_names_originals_better_than_chance(values):
    assert values[recipe.ORIGINAL][recipe.ACCURACY].low > 30


def test_an_interpolations_psnr_is_that_of_the_interpolation(values):
    test = embedded_digits().test.take(60)
    small = functional.avg_pool2d(test.inputs, 2)
    repeated = functional.interpolate(small, scale_factor=2, mode="nearest")
    expected = psnr(repeated, test.inputs).mean().item()
    assert values["nearest"][recipe.PSNR].mean == pytest.approx(expected, abs=1e-3)


def test_the_quick_settings_are_smaller():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    assert quick.train < full.train
    assert quick.test < full.test
    assert quick.epochs < full.epochs
