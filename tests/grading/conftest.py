"""The small lab that the tests of the tools grade."""

from pathlib import Path

import pytest

from dlc_support.grading.master import Master, read_master
from tests.labs import tiny


@pytest.fixture
def master_path(tmp_path: Path) -> Path:
    """The master's file."""
    return tiny.write_master(tmp_path)


@pytest.fixture
def lab(master_path: Path) -> Master:
    """The master, read."""
    return read_master(master_path)
