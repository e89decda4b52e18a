"""The recipe of the anomalies, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import Interval
from dlc_support.recipes.representations import anomaly_detection as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(train=40, valid=15, test=60, epochs=1, table_epochs=1)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        few = {recipe.ONE: [[3]], recipe.NINE: [[0, 1, 2, 4, 5, 6, 7, 8, 9]]}
        patch.setattr(recipe, "USUAL", few)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 30
    assert all(column in values[group, row] for group, row, column in cells)


def test_areas_and_shares_are_in_their_range(values):
    assert len(values) == 8 * 5
    for columns in values.values():
        area = columns[recipe.AUC]
        assert 0 <= (area.mean if isinstance(area, Interval) else area) <= 1
        assert all(0 <= columns[name] <= 100 for name in columns if name != recipe.AUC)


def test_only_the_test_part_has_others_than_the_usual_digits(monkeypatch):
    monkeypatch.setattr(recipe, "mnist", embedded_digits)
    parts = recipe.digit_parts([3], TINY)
    digits = embedded_digits()
    assert not parts.train.labels.any()
    assert not parts.valid.labels.any()
    expected = digits.train.inputs[digits.train.labels == 3][: len(parts.train)]
    assert torch.equal(parts.train.inputs, expected)
    assert torch.equal(parts.test.labels, (digits.test.labels[: TINY.test] != 3).long())


def test_a_shuffled_digit_keeps_its_grey_values_and_a_blank_image_has_none():
    digits = embedded_digits().test.inputs[:5]
    made = recipe.strange(digits, 0)
    shuffled = made["shuffled digits"]
    assert not torch.equal(shuffled, digits)
    assert torch.equal(shuffled.flatten(1).sort().values, digits.flatten(1).sort().values)
    assert made["blank images"].abs().max() == 0
    assert torch.equal(made["rotated digits"][0, 0], digits[0, 0].rot90())
    patches = made["photographs"]
    assert patches.shape[1:] == (1, 28, 28)
    assert len(patches) > 500
