"""Tests of the sandbox need bubblewrap; CI installs it and may not skip them."""

import os
import platform
import shutil
from pathlib import Path

import pytest

NEEDED = pytest.mark.skipif(
    not os.environ.get("CI") and (platform.system() != "Linux" or shutil.which("bwrap") is None),
    reason="needs bubblewrap",
)


def processes(mark: str) -> list[str]:
    """The command lines of this computer's processes that hold a mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue  # it ended meanwhile
        found += [text] if mark in text else []
    return found
