"""Tests of `dlc_support.pages.stale`."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dlc_support.pages.page import page_key
from dlc_support.pages.stale import stale_pages

ANSWER = {"versions": {}, "device": "CPU", "threads": 1, "date": "2026-01-01"}


@pytest.fixture
def recorded(tmp_path):
    """Writes a page that is up to date, with some of its circumstances changed."""

    def write(edit=lambda notebook: None, **changes):
        notebook = new_notebook(cells=[new_code_cell("x = 1", id="x")])
        here = {"budget": "full", "data": "MNIST (a file)", "key": page_key(notebook)}
        notebook.metadata["dlc"] = {**ANSWER, "seconds": 3, **here, **changes}
        edit(notebook)
        nbformat.write(notebook, tmp_path / "page.ipynb")
        return [stale.reason for stale in stale_pages(tmp_path)]

    return write


def test_a_page_that_is_up_to_date_is_not_listed(recorded):
    assert recorded() == []


def test_prose_makes_no_page_stale(recorded):
    assert recorded(lambda n: n.cells.append(new_markdown_cell("More."))) == []


def test_changed_code_makes_a_page_stale(recorded):
    (reason,) = recorded(lambda n: n.cells[0].update(source="x = 2"))
    assert "has other code" in reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"budget": "quick"}, "quick budget"),
        ({"data": "embedded digits (UCI)"}, "embedded digits"),
        ({"other_code": ["run 0a1b: UNet"]}, "from weights of other code: run 0a1b: UNet"),
    ],
)
def test_a_recording_that_is_not_the_real_thing_is_listed(recorded, changes, reason):
    (found,) = recorded(**changes)
    assert reason in found


def test_a_page_without_a_recording_is_listed(recorded):
    assert recorded(lambda n: n.metadata.pop("dlc")) == ["was never recorded"]


def test_a_page_with_a_byte_order_mark_is_read(recorded, tmp_path):
    recorded()
    path = tmp_path / "page.ipynb"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert stale_pages(tmp_path) == []
