"""What the tables of error rates claim, and what the source printed."""

import pytest

from dlc_support.recipes.representations import sdae_sets
from dlc_support.recipes.representations.sdae_networks import ACCURACY, ERROR, SAE, SDAE
from dlc_support.tables import cell, recipe


@pytest.mark.parametrize("name", ["sdae-rot", "sdae-bg-rand"])
def test_every_claim_speaks_of_numbers_that_a_run_gives(stacked, name):
    declared = recipe(name)
    for claim in declared.claims:
        assert all(column in stacked[1][row] for _, row, column in claim.cells())
    assert {SAE, SDAE} <= {row for _, row, _ in declared.published}


def test_a_limit_on_errors_is_claimed_of_the_accuracy():
    (asked,) = [claim for claim in recipe("sdae-rot").claims if isinstance(claim.smaller, float)]
    assert (asked.larger, asked.smaller) == (cell(SDAE, ACCURACY), 88.5)


def test_what_the_source_printed():
    printed = sdae_sets.published("rot")[cell(SDAE, ERROR)]
    assert (printed.mean, printed.low, printed.high) == (9.53, 9.27, 9.79)
    assert len(sdae_sets.PUBLISHED) == 9
