"""The table of restored photographs: every method on both sets, gains over non-local means."""

from dataclasses import replace

import pytest
import torch

from dlc_support.recipes.restoration import photograph_baselines
from dlc_support.recipes.restoration.noise2noise_photographs import (
    COLOUR,
    GAIN,
    GREY,
    NETWORKS,
    RECIPE,
    SUBSET,
    Config,
    columns,
    run,
)
from dlc_support.recipes.restoration.noise2noise_runs import (
    CLEAN,
    NOISY,
    PSNR,
    SSIM,
    sets,
    trained,
)
from dlc_support.recipes.restoration.photograph_baselines import MEANS
from dlc_support.tables import Seed


@pytest.fixture(autouse=True)
def _few_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photograph_baselines, "SIDE", 32)


def test_a_quick_run_has_every_row_and_gains_over_non_local_means() -> None:
    values = run(Seed(NETWORKS, replace(RECIPE.settings("quick"), clean=True), 0))
    assert len(values) == (4 + 1) + (4 + 2)
    for (group, _), found in values.items():
        means = values[group, MEANS][PSNR]
        assert found[GAIN] == pytest.approx(found[PSNR] - means, abs=1e-4)
    assert {where[:2] for claim in RECIPE.claims for where in claim.cells()} <= set(values)
    assert values[GREY, MEANS][PSNR] > values[GREY, "corrupted"][PSNR] + 3


def test_what_sees_the_first_photographs_only_is_compared_on_these() -> None:
    means = {PSNR: torch.tensor([28.0, 30.0, 20.0]), SSIM: torch.tensor([0.8, 0.9, 0.7])}
    slow = {PSNR: means[PSNR][:2] + 1, SSIM: means[SSIM][:2]}
    seed = Seed(NETWORKS, Config(matching=2), 0)
    few, all_of_them = (columns(one, means, seed) for one in (slow, means))
    assert set(few) == {SUBSET, GAIN}
    assert few[SUBSET].mean == pytest.approx(30)
    assert few[GAIN].mean == pytest.approx(1)
    assert all_of_them[SUBSET].mean == pytest.approx(29)
    assert all_of_them[PSNR].mean == pytest.approx(26)
    assert SUBSET not in columns(means, means, Seed(NETWORKS, Config(matching=0), 0))


def test_only_colour_has_a_run_with_clean_targets() -> None:
    assert Config().targets(3) == (NOISY, CLEAN)
    assert Config().targets(1) == Config(clean=False).targets(3) == (NOISY,)
    assert set(NETWORKS.each) == {(1, NOISY), (3, NOISY), (3, CLEAN)}
    assert {group for group, *_ in RECIPE.published} == {GREY, COLOUR}


def test_a_network_is_kept_and_both_sets_are_named() -> None:
    seeds = [Seed(NETWORKS, RECIPE.settings("quick"), 0) for _ in range(2)]
    model, again = (trained(seed, (3, NOISY), sets(3)) for seed in seeds)
    assert seeds[0].histories[3, NOISY].steps == 8
    assert seeds[1].histories[3, NOISY].resumed_at == 8
    assert again.enc_conv0.weight.equal(model.enc_conv0.weight)
    assert RECIPE.data(Config()).count("embedded photographs") >= 1
