"""Tests of the command `dlc` as a whole."""

import subprocess
import sys

import pytest

NAMES = ("info", "data", "run", "reproduce", "restore", "grade", "labs")


def test_help_names_every_subcommand(dlc):
    status, text = dlc("--help")
    assert status == 0
    assert all(name in text for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_subcommand_has_help(dlc, name):
    assert dlc(name, "--help")[0] == 0


def test_help_needs_no_torch():
    code = (
        "import sys; from dlc_support.cli import app; app(['--help'], standalone_mode=False);"
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0


def test_the_module_can_be_run():
    command = [sys.executable, "-m", "dlc_support.cli", "--help"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "reproduce" in done.stdout
