from base64 import b64decode

import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from nbformat import v4

from dlc_support.plotting.style import card
from dlc_support.report import glue, record


def text(value):
    return record("name", value)[0]["application/papermill.record/text/plain"]


def test_numbers_of_every_kind_are_recorded_as_pythons_own():
    kinds = [torch.tensor(0.5), np.float64(0.5), np.float32(0.5), torch.tensor([[0.5]]), 0.5]
    assert {text(value) for value in kinds} == {"0.5"}
    assert {text(value) for value in (3, torch.tensor(3), np.int64(3))} == {"3"}
    assert text("open circle") == "'open circle'"


def test_values_that_no_sentence_can_quote_are_refused():
    with pytest.raises(ValueError, match=r"value must have one element, got shape \(2,\)"):
        record("name", torch.zeros(2))
    with pytest.raises(TypeError, match="value must be a number, a string or a figure, got list"):
        record("name", [1.0])
    with pytest.raises(ValueError, match="name must not be empty or have a colon"):
        record("risk:ratio", 1.0)


def test_a_figure_is_recorded_as_a_picture_that_is_not_shown():
    data, metadata = record("teaser", card(1.0, 1.0))
    picture = b64decode(data["application/papermill.record/image/png"])
    assert picture.startswith(b"\x89PNG")
    assert "image/png" not in data
    assert metadata["scrapbook"]["name"] == "teaser"


def test_the_record_is_what_the_book_reads(monkeypatch):
    theirs, shown = pytest.importorskip("myst_nb.ext.glue"), []

    def keep(data, raw, metadata):
        shown.append((data, metadata))

    monkeypatch.setattr(theirs, "ipy_display", keep)
    monkeypatch.setattr("IPython.display.display", keep)
    for value in (1.25, 502, "open circle"):
        theirs.glue("name", value, display=False)
        glue("name", value)
        assert shown[0] == shown[1]
        shown.clear()


def test_several_values_are_recorded_under_their_own_names(monkeypatch):
    shown = {}

    def keep(data, raw, metadata):
        shown[metadata["scrapbook"]["name"]] = data["application/papermill.record/text/plain"]

    monkeypatch.setattr("IPython.display.display", keep)
    glue("ratio", {0.1: 1.5, "spiral": torch.tensor(2)})
    assert shown == {"ratio-0.1": "1.5", "ratio-spiral": "2"}


def test_a_notebook_keeps_the_value_and_shows_nothing():
    cell = v4.new_code_cell("from dlc_support.report import glue\nglue('risk_ratio', 1.25)")
    notebook = v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    assert list(output.data) == ["application/papermill.record/text/plain"]
    assert output.metadata["scrapbook"]["name"] == "risk_ratio"
