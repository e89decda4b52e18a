import sys
from types import ModuleType

import pytest
import torch

import dlc_support
from dlc_support.training.start import on_colab, report


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setenv("DLC_BUDGET", "quick")
    monkeypatch.setenv("DLC_DATA", str(tmp_path))


def test_setup_prints_versions_device_budget_and_folder(capsys, tmp_path):
    dlc_support.setup()
    said = capsys.readouterr().out
    assert f"dlc-support {dlc_support.__version__}, torch {torch.__version__}" in said
    assert "device: " in said
    assert "budget: quick (set DLC_BUDGET" in said
    assert f"data and runs: {tmp_path}" in said


def test_setup_can_be_called_twice(capsys):
    dlc_support.setup()
    first = capsys.readouterr().out
    dlc_support.setup()
    assert capsys.readouterr().out == first


def test_colab_without_a_gpu_is_told_what_to_click(monkeypatch):
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    advice = "Runtime > Change runtime type > T4 GPU"
    assert advice in report(where="x", colab=True)
    assert advice not in report(where="x", colab=False)


def test_colab_is_known_by_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "google", None)
    assert not on_colab()
    google, colab = ModuleType("google"), ModuleType("google.colab")
    for module in (google, colab):
        module.__spec__ = object()
    monkeypatch.setitem(sys.modules, "google", google)
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    assert on_colab()
