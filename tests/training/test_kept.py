"""Tests of `dlc_support.training.kept`, and of what `fit` says of weights of other code."""

import importlib
import linecache
import sys
import warnings

import pytest
import torch
from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import Split
from dlc_support.objectives import Denoising
from dlc_support.training import fit, runs, seeded
from dlc_support.training.history import HISTORIES
from dlc_support.training.kept import kept_runs

NOISE = """
from dataclasses import dataclass
import torch
@dataclass(frozen=True)
class Noise:
    sigma: float = 0.1
    def __call__(self, clean, generator):
        return clean + self.sigma * torch.randn(clean.shape, generator=generator)
"""
MENDED = NOISE.replace("clean + self", "clean - self")


@pytest.fixture(autouse=True)
def noise(tmp_path, monkeypatch):
    """Writes and imports a module with a corruption; runs are kept in a folder of the test."""
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    HISTORIES.clear()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(text=NOISE):
        (tmp_path / "noise_of_a_test.py").write_text(text, encoding="utf-8")
        sys.modules.pop("noise_of_a_test", None)
        importlib.invalidate_caches()
        linecache.clearcache()
        return importlib.import_module("noise_of_a_test").Noise

    yield write
    sys.modules.pop("noise_of_a_test", None)


def trained(kind, *, epochs=2, seed=0):
    with seeded(0):
        model = nn.Linear(2, 2)
    points = Split(torch.randn(20, 2, generator=torch.Generator().manual_seed(0)), name="points")
    history = fit(
        model,
        Denoising(kind()),
        points,
        epochs=epochs,
        batch_size=5,
        seed=seed,
        checkpoint=runs("a/b"),
    )
    return model.weight.detach().clone(), history


def test_weights_of_the_same_code_come_back_without_a_word(noise):
    weight, _ = trained(noise())
    again, history = trained(noise(NOISE + "\n# Nothing new.\n"))
    assert torch.equal(again, weight)
    assert (history.notes, history.other_code) == ([], "")


def test_weights_of_other_code_are_used_and_named(noise):
    weight, _ = trained(noise())
    with pytest.warns(UserWarning, match="dlc runs .* --remove"):
        again, history = trained(noise(MENDED))
    assert torch.equal(again, weight)
    (run,) = kept_runs()
    assert history.other_code == f"run {run.path.stem}: {run.what}"
    assert f"dlc accept run {run.path.stem}" in history.notes[-1]


def test_a_run_that_other_code_went_on_with_stays_marked(noise, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dlc_support.training.run.Run._finish", stop)
        with pytest.raises(KeyboardInterrupt):
            trained(noise())
    assert list(kept_runs()) == []
    trained(noise())
    for _ in range(2):
        with pytest.warns(UserWarning, match="other code than is here"):
            trained(noise(MENDED))


def test_removed_runs_are_trained_anew_by_the_code_that_is_here(noise):
    weight, _ = trained(noise())
    (run,) = kept_runs("a")
    run.remove()
    assert list(run.path.parent.iterdir()) == []
    again, history = trained(noise(MENDED))
    assert not torch.equal(again, weight)
    assert history.notes == []


def test_accepted_weights_are_taken_as_those_of_the_code_that_is_here(noise):
    weight, _ = trained(noise())
    kind = noise(MENDED)
    (run,) = kept_runs("a/b")
    run.accept("the noise is symmetric")
    again, history = trained(kind)
    assert torch.equal(again, weight)
    assert history.notes == []
    (run,) = kept_runs()
    (reason,) = run.made["accepted"]
    assert reason["why"] == "the noise is symmetric"
    assert reason["new"] == run.made["code"] != reason["old"]
    with pytest.warns(UserWarning, match="other code"):
        trained(noise(MENDED.replace("clean -", "clean + 2 *")))


def test_a_run_of_the_package_alone_is_compared_without_training(noise, monkeypatch):
    trained(lambda: GaussianNoise(0.1))
    (run,) = kept_runs()
    assert run.fits
    with pytest.raises(ValueError, match="nothing to accept"):
        run.accept("because")
    monkeypatch.setattr("dlc_support.training.kept.names_key", lambda names: "0" * 16)
    assert not run.fits
    run.accept("a new name")
    (run,) = kept_runs()
    assert run.fits
    assert run.made["accepted"][0]["new"] == "0" * 16


def test_a_run_tells_what_it_is(noise):
    trained(noise())
    trained(noise(), seed=1)
    one, other = kept_runs()
    assert one.name == f"a/b/{one.path.stem}"
    assert one.what.startswith("Linear, Denoising(corruption=Noise(sigma=0.1)")
    assert one.what.endswith(", points")
    assert (one.steps, one.date > "2026", one.size > 1000, one.seconds > 0) == (
        8,
        True,
        True,
        True,
    )
    assert [run.name for run in kept_runs(other.path.stem)] == [other.name]
    assert list(kept_runs("a/c")) == []


def test_what_is_no_run_is_not_listed():
    folder = runs("a")
    folder.mkdir(parents=True)
    torch.save({"x": 1}, folder / "tensors.pt")
    (folder / "other.pt").write_text("text")
    assert list(kept_runs()) == []


def test_a_run_from_before_keys_counts_as_of_other_code(noise):
    trained(noise())
    (run,) = kept_runs()
    state = torch.load(run.path, weights_only=True)
    del state["made"]
    torch.save(state, run.path)
    with pytest.warns(UserWarning, match="other code"):
        trained(noise())
    (run,) = kept_runs()
    assert run.fits is False
    run.accept("nothing was changed")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained(noise())


def test_without_a_reason_nothing_is_accepted(noise):
    trained(noise())
    (run,) = kept_runs()
    with pytest.raises(ValueError, match="why must say"):
        run.accept(" ")


def test_seconds_are_those_of_the_training_also_when_it_was_made_earlier(noise):
    _, first = trained(noise())
    _, again = trained(noise())
    _, again = trained(noise())
    assert again.seconds == first.seconds
    assert [history.seconds for history in HISTORIES.values()] == [first.seconds]
