"""Tests of `dlc_support.repository`."""

import pytest

from dlc_support.repository import repository


def test_the_repository_is_found_from_below(tmp_path):
    for name in ("_toc.yml", "pyproject.toml"):
        (tmp_path / name).touch()
    below = tmp_path / "book" / "denoising"
    below.mkdir(parents=True)
    assert repository(below) == tmp_path


def test_outside_a_clone_the_error_says_what_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="not inside a clone"):
        repository(tmp_path)
