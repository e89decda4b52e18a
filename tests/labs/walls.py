"""Tests of the sandbox need bubblewrap; CI installs it and may not skip them."""

import os
import platform
import shutil

import pytest

NEEDED = pytest.mark.skipif(
    not os.environ.get("CI") and (platform.system() != "Linux" or shutil.which("bwrap") is None),
    reason="needs bubblewrap",
)
