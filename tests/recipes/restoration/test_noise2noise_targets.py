"""Noisy against clean targets: runs in pairs, and a gap that its own numbers give."""

from dataclasses import replace

import pytest
import torch

from dlc_support.data import photographs
from dlc_support.data.split import Batch
from dlc_support.evaluation import Interval
from dlc_support.recipes.restoration.noise2noise_runs import (
    BLIND,
    CLEAN,
    NOISY,
    OBJECTIVES,
    PSNR,
    SSIM,
    numbers,
)
from dlc_support.recipes.restoration.noise2noise_targets import (
    GAP,
    NETWORKS,
    RECIPE,
    REVERSED,
    Config,
    run,
)
from dlc_support.recipes.restoration.photograph_baselines import MEANS, VARIATION
from dlc_support.tables import Seed, cell
from tests.tables.example import example


def test_both_targets_see_the_same_noise_in_their_inputs() -> None:
    clean = photographs(channels=1)[0][:, :, :64, :64]
    seen = []

    class Watched(torch.nn.Module):
        def forward(self, images):
            seen.append(images)
            return images

    for targets in (CLEAN, NOISY):
        generator = torch.Generator().manual_seed(5)
        OBJECTIVES[targets](Watched(), Batch(clean), generator)
    assert torch.equal(*seen)
    assert not torch.equal(seen[0], clean)
    assert torch.equal(seen[0], BLIND(clean, torch.Generator().manual_seed(5)))


def test_one_seed_gives_both_networks_and_their_difference() -> None:
    values = run(Seed(NETWORKS, RECIPE.settings("quick"), 0))
    assert list(values) == [CLEAN, NOISY, GAP, REVERSED, MEANS, "wavelets", VARIATION]
    gap = values[NOISY][PSNR] - values[CLEAN][PSNR]
    assert values[GAP][PSNR] == pytest.approx(gap, abs=1e-4)
    assert values[REVERSED][PSNR] == pytest.approx(-gap, abs=1e-4)
    assert gap != 0


def test_the_claims_hold_for_a_narrow_interval_about_zero_only() -> None:
    def outcomes(gaps: list[float]) -> list[str]:
        values = {cell(GAP, PSNR): gaps, cell(REVERSED, PSNR): [-gap for gap in gaps]}
        gaps_alone = RECIPE.claims[:2]
        table = replace(example(), values=values, claims=gaps_alone)
        return [verdict.outcome for verdict in table.verdicts()]

    assert outcomes([-0.02, 0.0, 0.02]) == ["resolved", "resolved"]
    assert outcomes([-0.14, -0.15, -0.16]) == ["resolved to the contrary", "resolved"]
    assert outcomes([-0.2, 0.0, 0.2]) == ["not resolved", "not resolved"]


def test_the_data_is_named() -> None:
    assert "embedded photographs" in RECIPE.data(Config())


def test_several_test_photographs_have_intervals() -> None:
    few = {PSNR: torch.tensor([28.0, 30.0, 29.0]), SSIM: torch.tensor([0.8, 0.9, 0.7])}
    other = {PSNR: few[PSNR] - 0.5, SSIM: few[SSIM]}
    assert isinstance(numbers(few)[PSNR], Interval)
    gain = numbers(few, minus=other)[PSNR]
    assert (gain.mean, gain.low, gain.high) == pytest.approx((0.5, 0.5, 0.5))
