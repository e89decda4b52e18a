"""Tests of `dlc_support.pages.page`."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dlc_support.pages.page import find_page, page_key


def notebook(*codes, **tags):
    return new_notebook(cells=[new_code_cell(code) for code in codes])


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A repository with two pages."""
    for name in ("_toc.yml", "pyproject.toml"):
        (tmp_path / name).touch()
    for name in ("denoising/toy", "other/vae", "other/toy_3d"):
        path = tmp_path / "book" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(), path)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "book"


@pytest.mark.parametrize(
    "name", ["toy", "denoising/toy", "book/denoising/toy.ipynb", "denoising/toy.ipynb"]
)
def test_a_page_is_found_by_path_and_by_its_short_names(book, name):
    assert find_page(name) == book / "denoising" / "toy.ipynb"


def test_an_unknown_page_is_answered_with_those_that_are_there(book):
    with pytest.raises(
        ValueError, match=r"'denoising/toy', 'other/toy_3d', 'other/vae'.*got 'to'"
    ):
        find_page("to")


def test_a_name_that_means_two_pages_is_refused(book):
    nbformat.write(new_notebook(), book / "other" / "toy.ipynb")
    with pytest.raises(ValueError, match="page must be one of"):
        find_page("toy")


def test_prose_outputs_and_the_setup_cell_do_not_change_the_key():
    one = notebook("setup()", "x = 1")
    one.cells[0].metadata["tags"] = ["setup"]
    other = notebook("setup('v2')", "x = 1  # one")
    other.cells[0].metadata["tags"] = ["setup"]
    other.cells.append(new_markdown_cell("Recorded today."))
    other.cells[1].outputs = [nbformat.v4.new_output("stream", text="1")]
    assert page_key(one) == page_key(other)


def test_code_and_magics_change_the_key():
    keys = {page_key(notebook(code)) for code in ("x = 1", "%time x = 1", "!ls", "%%html\n<b>")}
    assert len(keys) == 4
