import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from dlc_support import tables


def test_a_page_is_accepted_with_a_reason(dlc, clone):
    path = clone / "book" / "toy.ipynb"
    notebook = new_notebook(cells=[new_code_cell("1")])
    notebook.metadata["dlc"] = {
        "versions": {}, "device": "CPU", "threads": 1, "budget": "full", "data": "drawn",
        "date": "2026-01-01", "seconds": 3, "key": "0" * 16,
    }  # fmt: skip
    nbformat.write(notebook, path)
    assert "has other code" in dlc("info", "--pages")[1]
    assert dlc("accept", "page", "toy", "--why", "a name") == (0, "accepted toy\n")
    assert dlc("info", "--pages")[0] == 0
    assert nbformat.read(path, as_version=4).metadata.dlc.accepted[0].why == "a name"


def test_what_cannot_be_accepted_is_said_in_words(dlc):
    status, text = dlc("accept", "page", "nowhere", "--why", "a name")
    assert status == 1
    assert "page must be one of []" in text


def test_a_reason_is_asked_for(dlc):
    status, text = dlc("accept", "page", "toy")
    assert status == 2
    assert "--why" in text


def test_a_table_is_accepted_with_a_reason(dlc, monkeypatch):
    calls = []
    monkeypatch.setattr(tables, "accept", lambda name, why: calls.append((name, why)))
    assert dlc("accept", "table", "mri", "--why", "a name") == (0, "accepted mri\n")
    assert calls == [("mri", "a name")]


def test_one_name_that_cannot_be_accepted_keeps_no_other_from_it(dlc, monkeypatch):
    def accept(name, why):
        if name == "mri":
            raise ValueError("there is nothing to accept")

    monkeypatch.setattr(tables, "accept", accept)
    status, text = dlc("accept", "table", "mri", "rendering", "--why", "a name")
    assert status == 1
    assert "accepted rendering" in text
    assert "mri: there is nothing to accept" in text
