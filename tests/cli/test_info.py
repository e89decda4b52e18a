import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from dlc_support import __version__, tables


def test_info_shows_versions_device_budget_and_data(dlc, clone):
    status, text = dlc("info")
    assert status == 0
    assert f"dlc-support {__version__}" in text
    assert str(clone / "data") in text
    assert "`dlc data mnist` fetches MNIST" in text


def test_info_lists_pages_that_must_be_recorded_again_and_fails(dlc, clone):
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), clone / "book" / "toy.ipynb")
    status, text = dlc("info", "--pages")
    assert status == 1
    assert text == "book/toy.ipynb was never recorded\n"


def test_info_is_content_when_no_page_is_stale(dlc):
    assert dlc("info", "--pages") == (0, "all pages are recorded from the code that is here\n")


def test_info_lists_tables_of_other_code_and_those_of_few_seeds(dlc, monkeypatch):
    monkeypatch.setattr(tables, "few_seeds", lambda: ["results/mri.json has 3 seeds"])
    monkeypatch.setattr(tables, "stale_tables", lambda: [])
    assert dlc("info", "--tables") == (
        0,
        "results/mri.json has 3 seeds\nall tables are recorded from the code that is here\n",
    )
    monkeypatch.setattr(tables, "stale_tables", lambda: ["results/mri.json was made elsewhere"])
    assert dlc("info", "--pages", "--tables") == (
        1,
        "results/mri.json has 3 seeds\nresults/mri.json was made elsewhere\n",
    )
