"""The recipe of the error's two parts, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import sse
from dlc_support.recipes.denoising import posterior_mean as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(train=120, known=80, width=4, epochs=1, longer=2)
ROWS = (recipe.EXACT, *recipe.NETWORKS.each)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's means, by group and row, and then by column."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        found = recipe.run(Seed(recipe.NETWORKS, TINY, 0))
    return {
        where: {name: getattr(value, "mean", value) for name, value in columns.items()}
        for where, columns in found.items()
    }


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    for claim in recipe.RECIPE.claims:
        assert all(column in values[group, row] for group, row, column in claim.cells())


def test_uncertainty_distance_and_what_is_left_over_are_the_whole_error(values):
    for group in (recipe.ALL, *recipe.QUARTERS):
        uncertainty = values[group, recipe.EXACT][recipe.ERROR]
        for name in recipe.NETWORKS.each:
            row = values[group, name]
            whole = uncertainty + row[recipe.APART] + row[recipe.CROSS]
            assert row[recipe.ERROR] == pytest.approx(whole, rel=1e-4)


def test_the_quarters_are_parts_of_all_and_stand_in_the_order_of_their_size(values):
    for name in ROWS:
        quarters = [values[quarter, name][recipe.ERROR] for quarter in recipe.QUARTERS]
        assert sum(quarters) / 4 == pytest.approx(values[recipe.ALL, name][recipe.ERROR], rel=1e-4)
    sizes = [values[quarter, recipe.EXACT][recipe.SIZE] for quarter in recipe.QUARTERS]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 1 - 1e-5


def test_the_difference_from_the_first_network_is_the_difference_of_errors(values):
    for name in (recipe.LONG, recipe.WIDE):
        less = values[recipe.ALL, recipe.DENSE][recipe.ERROR]
        less -= values[recipe.ALL, name][recipe.ERROR]
        assert values[recipe.ALL, name][recipe.LESS] == pytest.approx(less, rel=1e-3, abs=1e-3)


def test_an_answer_that_is_the_exact_mean_has_no_part_of_its_own():
    clean, mean = torch.rand(2, 5, 1, 2, 2, generator=torch.Generator().manual_seed(0))
    own = recipe.parts(clean, dict.fromkeys(ROWS, mean))[recipe.WIDE]
    assert own[recipe.APART].tolist() == own[recipe.CROSS].tolist() == [0.0] * 5
    assert own[recipe.LESS].tolist() == [0.0] * 5
    torch.testing.assert_close(own[recipe.ERROR], sse(mean, clean))


def test_grey_is_largest_half_way_and_none_beyond_black_and_white():
    levels = torch.tensor([-0.5, 0.0, 0.25, 0.5, 1.0, 2.0]).reshape(6, 1, 1, 1)
    grey = recipe.greyness(levels.expand(6, 1, 2, 2))
    torch.testing.assert_close(grey, torch.tensor([0.0, 0.0, 0.75, 1.0, 0.0, 0.0]))


def test_the_wide_network_has_ten_times_the_hidden_units():
    first, wide = (recipe.NETWORKS.each[name].build(TINY) for name in (recipe.DENSE, recipe.WIDE))
    counts = [sum(w.numel() for w in one.parameters()) - 784 for one in (first, wide)]
    assert counts[1] == 10 * counts[0]
