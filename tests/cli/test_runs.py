import pytest

from dlc_support.training.checkpoint import Checkpoint, CheckpointConfig
from dlc_support.training.kept import kept_runs
from dlc_support.training.runs import runs

HISTORY = {"seconds": 3839.0, "steps": 1}


@pytest.fixture
def kept(clone):
    """Three runs: of the code that is here, of a definition that is gone, of a notebook's."""
    names = {
        "0a": ["dlc_support.shapes:Images"],
        "0b": ["dlc_support.shapes:Gone"],
        "0c": ["me:Net"],
    }
    for name, there in names.items():
        made = Checkpoint(CheckpointConfig(runs("mri")), name, what=f"UNet {name}")
        made._made["names"] = there
        made.save({"history": HISTORY})
    run = next(kept_runs("0a"))
    run.accept("first")
    return runs("mri")


def test_runs_are_listed_with_what_they_took_and_whether_their_code_is_here(dlc, kept):
    status, text = dlc("runs")
    one, gone, own, all_of_them = text.splitlines()
    assert status == 0
    assert one.startswith("mri/0a: UNet 0a; 1 step in 64 minutes; 0.0 MB; 20")
    assert "other code" not in one
    assert gone.endswith("other code than is here has trained it")
    assert own.endswith("code outside the package took part")
    assert all_of_them == "3 runs, 0.0 MB"


def test_no_run_is_said(dlc):
    assert dlc("runs") == (0, "no run is kept\n")
    assert dlc("runs", "mri") == (0, "no run is kept under mri\n")


def test_runs_are_removed_when_that_is_confirmed(dlc, kept):
    assert dlc("runs", "0a", "--remove", answer="n\n")[0] == 1
    assert len(list(kept_runs())) == 3
    status, text = dlc("runs", "mri/0a", "--remove", answer="y\n")
    assert (status, text.splitlines()[-1]) == (0, "removed 1 run, 0.0 MB")
    assert dlc("runs", "mri", "--remove", "--yes")[1].endswith("removed 2 runs, 0.0 MB\n")
    assert list(kept.iterdir()) == []


def test_runs_are_accepted_by_name_or_folder(dlc, kept):
    assert dlc("accept", "run", "mri", "--why", "renamed") == (
        0,
        "accepted mri/0b\naccepted mri/0c\n",
    )
    assert all(run.fits for run in kept_runs())
    status, text = dlc("accept", "run", "mri", "--why", "renamed")
    assert status == 1
    assert "that other code has trained, got 'mri'" in text
