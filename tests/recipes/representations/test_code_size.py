"""The recipe of the code's size, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import Interval
from dlc_support.recipes.representations import code_size as recipe
from dlc_support.tables import Seed, Unseeded
from dlc_support.training import seeded

TINY = recipe.Config(train=200, valid=20, test=40, hidden=20, epochs=2, longer=3, batch_size=20)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    published = list(recipe.RECIPE.published)
    assert all(column in values[group, row] for group, row, column in cells + published)


def test_both_methods_press_a_digit_through_equally_many_numbers():
    for size in recipe.SIZES:
        with seeded(0):
            model = recipe.deep(TINY.hidden, size)
        digits = torch.rand(99, 1, 28, 28, generator=torch.Generator().manual_seed(0))
        codes = model.encode(digits)
        assert codes.shape == (99, size)
        codes.sum().backward()  # the code itself is linear: each digit moves its bias
        assert (model.layers[2].bias.grad == 99).all()


def test_the_error_of_pca_is_the_variance_of_the_components_that_it_leaves_out(values):
    digits = embedded_digits()
    clean, test = (split.inputs.flatten(1).double() for split in (digits.train, digits.test))
    clean, test = clean[: TINY.train], test[: TINY.test]
    _, _, axes = torch.linalg.svd(clean - clean.mean(0), full_matrices=False)
    for size in recipe.SIZES:
        left = (test - clean.mean(0)) - (test - clean.mean(0)) @ axes[:size].T @ axes[:size]
        found = values[recipe.group(size), recipe.PCA][recipe.RAW].interval.mean
        assert found == pytest.approx(left.square().sum(1).mean().item(), rel=1e-3)


def test_clipping_never_raises_an_error_and_pca_has_no_seed(values):
    for (_, name), columns in values.items():
        numbers = [columns[column] for column in (recipe.ERROR, recipe.RAW)]
        assert all(isinstance(number, Unseeded) == (name == recipe.PCA) for number in numbers)
        clipped, raw = (n.interval if isinstance(n, Unseeded) else n for n in numbers)
        assert clipped.mean <= raw.mean


def test_the_gain_is_the_difference_of_the_two_errors_on_the_same_digits(values):
    for (group, name), columns in values.items():
        if name != recipe.PCA:
            pca = values[group, recipe.PCA][recipe.ERROR].interval
            difference = pca.mean - columns[recipe.ERROR].mean
            assert columns[recipe.LESS].mean == pytest.approx(difference, rel=1e-4)
            assert isinstance(columns[recipe.LESS], Interval)


def test_the_quick_settings_are_smaller():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    assert (quick.train, quick.test) < (full.train, full.test)
    assert full.longer == 2 * full.epochs
    assert quick.longer == 2 * quick.epochs
