"""The recipe of the seven corruptions, on a handful of embedded digits."""

import pytest
import torch

from dlc_support.corruptions import BlockMask, GaussianBlur, GaussianNoise, ZeroMask
from dlc_support.data import Split
from dlc_support.data.digits import embedded_digits
from dlc_support.evaluation import Interval
from dlc_support.recipes import mnist_corruptions as recipe

TINY = recipe.Config(train=64, valid=20, test=24, subset=4, dense_epochs=1, convolutional_epochs=1)


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "mnist", embedded_digits)
        return recipe.run(TINY, 0, tmp_path_factory.mktemp("runs"))


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
    cells = [cell for claim in recipe.CLAIMS for cell in (claim.larger, claim.smaller)]
    assert all(column in values.get(row, {}) for row, column in cells)


def test_the_corrupted_input_gains_nothing_over_itself(values):
    gains = [values[recipe.row(name, "corrupted")][recipe.GAIN] for name in recipe.CONDITIONS]
    assert all((gain.low, gain.high) == (0.0, 0.0) for gain in gains)


def test_every_network_is_scored_on_all_images_and_on_the_first(values):
    for condition in recipe.CONDITIONS:
        for method in recipe.methods(condition):
            scored = values[recipe.row(condition, method)]
            assert isinstance(scored[recipe.PSNR], Interval)
            assert isinstance(scored[recipe.SUBSET], Interval)


def test_slow_baselines_are_scored_on_the_first_images_only(values):
    slow = values[recipe.row("block 16", "biharmonic inpainting (told the mask)")]
    assert set(slow) == {recipe.SUBSET, recipe.SUBSET_SSIM, recipe.VALIDATION}


def test_baselines_alone_have_a_number_on_validation_images(values):
    networks = {recipe.DENSE, recipe.CONVOLUTIONAL, recipe.COPIED, recipe.TOLD, "corrupted"}
    for row, scored in values.items():
        assert (recipe.VALIDATION in scored) == (row.split(": ")[1] not in networks), row


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
    assert (kept[drawn.touched] == 0.25).all()
    assert torch.equal(kept[~drawn.touched], drawn.clean[~drawn.touched])


def test_doing_nothing_transfers_as_nothing():
    draws = {name: recipe.draw(name, _images(), 0, 1) for name in ("blur 2", "noise 0.1")}
    gains = recipe.transfer({"nothing": lambda x: x, "black": torch.zeros_like}, draws)
    assert gains[0].tolist() == [0.0, 0.0]
    assert gains.shape == (2, 2)
    assert (gains[1] < 0).all()


def test_the_quick_settings_are_smaller_in_every_respect():
    full, quick = recipe.Config(), recipe.Config().quick()
    for name in ("train", "valid", "test", "subset", "dense_epochs", "convolutional_epochs"):
        assert getattr(quick, name) < getattr(full, name)


def test_the_network_that_is_told_the_mask_sees_one_more_channel():
    seen = recipe.network(recipe.TOLD)(torch.zeros(2, 2, 28, 28))
    assert seen.shape == (2, 1, 28, 28)
