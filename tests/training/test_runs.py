import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from dlc_support.training import runs
from dlc_support.training import runs as _public
from dlc_support.training.runs import keep_in_drive


@pytest.fixture(autouse=True)
def data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DLC_DATA", str(tmp_path))
    monkeypatch.setattr(sys.modules[_public.__module__], "_drive", None)
    return tmp_path


def test_runs_live_in_the_data_directory(data_folder):
    assert runs("toy_2d") == data_folder / "runs" / "toy_2d"
    assert runs("mnist/dense-1") == data_folder / "runs" / "mnist" / "dense-1"


def test_naming_a_folder_does_not_make_it(data_folder):
    assert not runs("toy_2d").exists()


@pytest.mark.parametrize(
    "name", ["", "/etc", "../other", "a/../b", "a//b", "a/", "a b", "C:\\runs", ".", "a.b", "a\n"]
)
def test_names_that_could_leave_the_folder_are_refused(name):
    with pytest.raises(ValueError, match="name must be made of letters"):
        runs(name)


def test_in_colab_runs_are_kept_in_the_drive(monkeypatch):
    mounted = []
    colab = ModuleType("google.colab")
    colab.drive = SimpleNamespace(mount=mounted.append)
    google = ModuleType("google")
    google.colab = colab
    monkeypatch.setitem(sys.modules, "google", google)
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    keep_in_drive()
    assert mounted == [str(Path("/content/drive"))]
    assert runs("toy_2d") == Path("/content/drive/MyDrive/dlc/runs/toy_2d")


def test_outside_colab_the_drive_is_refused_with_advice(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", None)
    with pytest.raises(RuntimeError, match="works on Colab only; elsewhere set DLC_DATA"):
        keep_in_drive()
