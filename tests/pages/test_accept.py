"""Tests of `dlc_support.pages.accept`."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from dlc_support.pages import accept, stale_pages
from dlc_support.pages.page import page_key
from tests.pages.test_record import ANSWER

RECORDED = {**ANSWER, "seconds": 3}


@pytest.fixture
def page(tmp_path):
    """A page that is up to date, with some of its circumstances changed."""

    def write(**changes):
        notebook = new_notebook(cells=[new_code_cell("x = 1")])
        notebook.metadata["dlc"] = {**RECORDED, "key": page_key(notebook), **changes}
        nbformat.write(notebook, tmp_path / "page.ipynb")
        return tmp_path / "page.ipynb"

    return write


def test_an_accepted_page_is_not_stale_and_says_why(page, tmp_path):
    path = page(key="0" * 16)
    assert len(stale_pages(tmp_path)) == 1
    accepted = accept(path, why="x was renamed")
    assert stale_pages(tmp_path) == []
    (reason,) = nbformat.read(path, as_version=4).metadata.dlc.accepted
    assert (reason.old, reason.new, reason.why) == ("0" * 16, accepted.key, "x was renamed")
    assert reason.date > RECORDED["date"]


def test_reasons_are_kept_when_another_is_added(page):
    path = page(key="0" * 16, accepted=[{"why": "first"}])
    assert [one["why"] for one in accept(path, why="second").accepted] == ["first", "second"]


def test_weights_of_other_code_are_accepted_with_their_names(page, tmp_path):
    path = page(other_code=["run 0a1b: UNet"])
    accepted = accept(path, why="the loop was only rewritten")
    assert accepted.accepted[0]["weights"] == "run 0a1b: UNet"
    assert stale_pages(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "why", "message"),
    [
        ({}, "because", "nothing to accept"),
        ({"key": "0" * 16}, " ", "why must say why no number has changed"),
    ],
)
def test_without_a_change_or_a_reason_nothing_is_accepted(page, changes, why, message):
    path = page(**changes)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=message):
        accept(path, why=why)
    assert path.read_bytes() == before


def test_what_was_never_recorded_cannot_be_accepted(tmp_path):
    nbformat.write(new_notebook(), tmp_path / "new.ipynb")
    with pytest.raises(ValueError, match=r"new\.ipynb, which never was"):
        accept(tmp_path / "new.ipynb", why="because")
