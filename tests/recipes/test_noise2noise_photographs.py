"""The table of restored photographs: every method on both sets, gains over non-local means."""

from dataclasses import replace

import pytest
import torch

from dlc_support.recipes import photograph_baselines
from dlc_support.recipes.noise2noise_photographs import (
    CLAIMS,
    GAIN,
    NETWORK,
    PAPER,
    PSNR,
    SUBSET,
    Config,
    _columns,
    data,
    network,
    row,
    run,
)
from dlc_support.recipes.noise2noise_runs import Restored
from dlc_support.recipes.photograph_baselines import MATCHING, MEANS


@pytest.fixture(autouse=True)
def _few_crops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photograph_baselines, "SIDE", 32)


def test_a_quick_run_has_every_row_and_gains_over_non_local_means(tmp_path) -> None:
    values = run(replace(Config().quick(), clean=True), 0, tmp_path)
    assert len(values) == (4 + 1) + (4 + 2)
    for name, columns in values.items():
        channels = 1 if name.startswith("BSD68") else 3
        means = values[row(channels, MEANS)][PSNR]
        assert columns[GAIN] == pytest.approx(columns[PSNR] - means, abs=1e-4)
    assert {cell for claim in CLAIMS for cell, _ in claim.cells()} <= set(values)
    assert values[row(1, MEANS)][PSNR] > values[row(1, "corrupted")][PSNR] + 3


def test_what_sees_the_first_photographs_only_is_compared_on_these() -> None:
    means = Restored(torch.tensor([28.0, 30.0, 20.0]), torch.tensor([0.8, 0.9, 0.7]))
    slow = Restored(means.psnr[:2] + 1, means.ssim[:2])
    config = Config(matching=2)
    few, all_of_them = (_columns(one, means, config, 0) for one in (slow, means))
    assert set(few) == {SUBSET, GAIN}
    assert few[SUBSET].mean == pytest.approx(30)
    assert few[GAIN].mean == pytest.approx(1)
    assert all_of_them[SUBSET].mean == pytest.approx(29)
    assert all_of_them[PSNR].mean == pytest.approx(26)
    assert SUBSET not in _columns(means, means, Config(matching=0), 0)


def test_only_colour_has_a_run_with_clean_targets() -> None:
    assert Config().targets(3) == ("noisy", "clean")
    assert Config().targets(1) == Config(clean=False).targets(3) == ("noisy",)
    assert set(PAPER) == {row(3, NETWORK["noisy"]), row(1, MATCHING)}


def test_a_network_is_kept_and_both_sets_are_named() -> None:
    model, history = network(3, "noisy", Config().quick())
    again, same = network(3, "noisy", Config().quick())
    assert history.steps == 8
    assert same.resumed_at == 8
    assert again.enc_conv0.weight.equal(model.enc_conv0.weight)
    assert data(Config()).count("embedded photographs") >= 1
