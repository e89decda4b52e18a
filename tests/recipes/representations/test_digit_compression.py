"""The recipe of data-specific codes, on a few embedded digits."""

import pytest
import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.recipes.representations import digit_compression as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(train=60, test=10, epochs=1)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert len(cells) == 14
    assert all(column in values[row] for _, row, column in cells)


def test_slow_cosines_are_kept_and_fast_ones_are_not():
    place = (torch.arange(28) + 0.5) * torch.pi / 28
    slow = (2 * place).cos().expand(1, 1, 28, 28)
    fast = (20 * place).cos().expand(1, 1, 28, 28)
    kept = recipe.low_cosines(slow + fast, 32)
    torch.testing.assert_close(kept, slow, atol=1e-5, rtol=0)
    every = recipe.low_cosines(slow + fast, 784)
    torch.testing.assert_close(every, slow + fast, atol=1e-5, rtol=0)


def test_components_rebuild_what_they_span_exactly():
    images = torch.randn(9, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(recipe.components(images, 8)(images), images, atol=1e-4, rtol=0)


def test_training_and_test_textures_come_from_different_halves(monkeypatch):
    halves = torch.zeros(3, 60, 120)
    halves[:, :, 60:] = 1.0
    monkeypatch.setattr(recipe, "_pictures", lambda: halves)
    assert recipe.textures("train", 20, 0).inputs.max() == 0
    assert recipe.textures("test", 20, 0).inputs.min() == 1
