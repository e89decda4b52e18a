"""Tests of `dlc_support.sources.module`; what it finds is tested with the keys."""

import os

import pytest

from dlc_support.sources.module import module


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(ModuleNotFoundError, match=r"there is no module dlc_support\.nowhere"):
        module("dlc_support.nowhere")


def test_a_file_is_read_again_when_it_changes(package, tmp_path):
    package({"shapes.py": "SIDE = 28\n"})
    assert module("dlc_support.shapes") is module("dlc_support.shapes")
    package({"shapes.py": "WIDTH = 28\n"})
    os.utime(tmp_path / "small" / "shapes.py", ns=(0, 0))
    assert module("dlc_support.shapes").binds("WIDTH")
