"""The recipe of the enlarged photographs, with tiny networks on embedded ones."""

import pytest
import torch

from dlc_support.data import Photographs, low_resolution, resolutions, upscaled
from dlc_support.evaluation import Convention, Interval
from dlc_support.models import EDSR, MDSR
from dlc_support.recipes.restoration import super_resolution_photographs as recipe
from dlc_support.tables import Seed

TINY = recipe.Config(
    steps=3, shared_steps=6, batch_size=2, size=6, blocks=1, features=4, embedded=True
)


@pytest.fixture(scope="module")
def small_test():
    """Corners of the embedded test photographs."""
    whole = recipe.test_photographs(TINY)
    return whole.each(lambda picture: picture[:, 100:150, 100:160].contiguous())


@pytest.fixture(scope="module")
def values(small_test, tmp_path_factory):
    """One seed's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLC_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(recipe, "test_photographs", lambda config: small_test)
        return recipe.run(Seed(recipe.NETWORKS, TINY, 0))


def test_every_claim_speaks_of_numbers_that_a_run_gives(values):
    cells = [where for claim in recipe.RECIPE.claims for where in claim.cells()]
    assert all(column in values[group, row] for group, row, column in cells)


def test_every_scale_has_the_interpolations_and_the_networks_that_can(values):
    names = {scale: set() for scale in recipe.SCALES}
    for group, name in values:
        names[int(group.removeprefix("x"))].add(name)
    shared = {recipe.SHARED, recipe.SHARED + recipe.ENSEMBLE, *recipe.INTERPOLATIONS}
    alone = {recipe.ALONE, recipe.ALONE + recipe.ENSEMBLE}
    assert names == {2: shared | alone, 3: shared, 4: shared}


def test_every_number_has_its_interval_over_pictures(values):
    for scored in values.values():
        assert set(scored) == {recipe.LUMA, recipe.RGB, recipe.SSIM, recipe.GAIN}
        assert all(isinstance(number, Interval) for number in scored.values())


def test_bicubic_gains_nothing_over_itself(values):
    for scale in recipe.SCALES:
        gain = values[f"x{scale}", "bicubic"][recipe.GAIN]
        assert (gain.low, gain.mean, gain.high) == (0.0, 0.0, 0.0)


def test_bicubic_is_scored_by_the_benchmarks_convention(values, small_test):
    _, large = resolutions(small_test, 3)
    numbers = [
        Convention(channels="studio luma", crop=3)(upscaled(low_resolution(one, 3), 3), one)
        for one in large
    ]
    expected = torch.cat(numbers).mean().item()
    assert values["x3", "bicubic"][recipe.LUMA].mean == pytest.approx(expected, abs=1e-4)


def test_training_photographs_that_are_in_the_test_set_are_dropped(monkeypatch):
    shown = recipe.train_photographs(TINY)
    leaked = Photographs([shown.pictures[0]], "leak")
    monkeypatch.setattr(recipe, "test_photographs", lambda config: leaked)
    kept = recipe.train_photographs(TINY)
    assert len(kept) == len(shown) - 1
    assert torch.equal(kept.pictures[0], shown.pictures[1])


def test_the_networks_are_edsr_for_one_scale_and_one_mdsr_for_all(monkeypatch, tmp_path):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    seed = Seed(recipe.NETWORKS, TINY, 0)
    shared = recipe.trained(seed, recipe.SHARED)
    assert isinstance(shared, MDSR)
    assert shared.scales == recipe.SCALES
    steps = {name: history.steps for name, history in seed.histories.items()}
    assert steps == {recipe.ALONE: TINY.steps, recipe.SHARED: TINY.shared_steps}
    assert isinstance(recipe.trained(seed, recipe.ALONE), EDSR)


def test_the_shared_network_begins_with_what_the_one_for_two_has_learned(monkeypatch, tmp_path):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    alone = recipe.trained(Seed(recipe.NETWORKS, TINY, 0), recipe.ALONE)
    start = recipe.shared_start(TINY, alone)
    image = torch.rand(1, 3, 8, 7, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.allclose(start.at(2)(image), alone(image), atol=1e-6)
        assert start.at(3)(image).shape == (1, 3, 24, 21)


def test_the_quick_settings_are_smaller_and_need_no_folder():
    full, quick = recipe.RECIPE.config, recipe.RECIPE.settings("quick")
    for name in ("steps", "shared_steps", "batch_size", "size", "blocks", "features"):
        assert getattr(quick, name) < getattr(full, name)
    assert quick.embedded
    assert not full.embedded
    assert "embedded" in recipe.RECIPE.data(quick)
