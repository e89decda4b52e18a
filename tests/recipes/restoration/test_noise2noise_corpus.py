"""Captures spent in different ways: as many for each network, none twice, none ever clean."""

import pytest
import torch

from dlc_support.data import photographs
from dlc_support.recipes.restoration.noise2noise_corpus import (
    ALLOCATIONS,
    AVERAGE,
    GAIN,
    NETWORKS,
    PSNR,
    RECIPE,
    Allocation,
    Config,
    captured,
    pairs,
    run,
)
from dlc_support.tables import Seed

CONFIG = Config(captures=40, size=32)
TRAIN = photographs(channels=1)
EACH = pytest.mark.parametrize("allocation", ALLOCATIONS, ids=lambda one: one.row(2000))


@EACH
def test_every_network_learns_from_as_many_captures(allocation: Allocation) -> None:
    taken = captured(allocation, TRAIN, CONFIG, seed=0)
    assert taken.shape == (40 // allocation.each, allocation.each, 1, 32, 32)
    assert len(taken.flatten(0, 1).flatten(1).unique(dim=0)) == 40
    noise = taken[:, 0] - taken[:, 1]
    assert noise.std().item() == pytest.approx(2**0.5 * 25 / 255, rel=0.1)


def test_fewer_scenes_are_the_first_of_more() -> None:
    few, many = (captured(Allocation(each), TRAIN, CONFIG, seed=0) for each in (20, 2))
    noise = few.mean(dim=1) - many[:2].mean(dim=1)
    assert noise.abs().max() < 5 * 25 / 255
    other = captured(Allocation(2), TRAIN, CONFIG, seed=1)
    assert (few.mean(dim=1) - other[:2].mean(dim=1)).abs().max() > 5 * 25 / 255


@EACH
def test_inputs_and_targets_are_captures_of_one_scene_and_never_the_same(
    allocation: Allocation,
) -> None:
    scenes, each = 3, allocation.each
    marks = 100.0 * torch.arange(scenes)[:, None] + torch.arange(each)
    split = pairs(marks[:, :, None, None, None], allocation, rows=600, seed=0)
    inputs, targets = split.inputs.flatten(), split.targets.flatten()
    assert inputs.unique().numel() == (scenes if allocation.average else scenes * each)
    assert torch.equal(inputs // 100, targets // 100)
    assert not (inputs == targets).any()
    if allocation.average:
        assert (inputs % 100).unique().tolist() == [0]
        assert (targets % 100).unique().tolist() == [10]  # the mean of 1 ... 19


def test_a_quick_run_has_a_row_for_each_way_and_gains_over_the_average() -> None:
    values = run(Seed(NETWORKS, RECIPE.settings("quick"), 0))
    assert list(values) == [one.row(2000) for one in ALLOCATIONS]
    first = values[AVERAGE.row(2000)]
    assert first[GAIN] == 0
    for columns in values.values():
        assert columns[GAIN] == pytest.approx(columns[PSNR] - first[PSNR], abs=1e-4)
    assert len({columns[PSNR] for columns in values.values()}) == len(ALLOCATIONS)


def test_the_claims_speak_of_rows_of_a_full_run() -> None:
    rows = {one.row(Config().captures) for one in ALLOCATIONS}
    assert {row for claim in RECIPE.claims for _, row, _ in claim.cells()} <= rows
