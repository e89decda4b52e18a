"""Tests of `dlc_support.repository`."""

import pytest

from dlc_support.repository import repository


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "clone"
    (folder / "book" / "denoising").mkdir(parents=True)
    for name in ("_toc.yml", "pyproject.toml"):
        (folder / name).touch()
    return folder


def test_the_repository_is_found_from_below(clone):
    assert repository(clone / "book" / "denoising") == clone


def test_the_working_directory_comes_before_the_place_of_the_package(clone, monkeypatch):
    monkeypatch.chdir(clone / "book")
    assert repository() == clone


def test_from_elsewhere_it_is_the_clone_that_the_package_lies_in(clone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dlc_support.repository.PACKAGE", clone / "dlc_support")
    assert repository() == clone


def test_outside_a_clone_the_error_says_what_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="not inside a clone"):
        repository(tmp_path)
