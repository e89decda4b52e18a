"""Tests of `dlc_support.pages.record`: few real kernels, small pages."""

import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dlc_support.pages.page import page_key
from dlc_support.pages.record import PageFailed, Recording, record

PAGE = """\
import os, sys
import torch
from dlc_support.data import Split
points = Split(torch.zeros(2, 2), name="points", source="drawn by hand")
print(os.environ["DLC_BUDGET"], os.environ["TQDM_DISABLE"], os.getcwd())
print(sys.executable)"""
ANSWER = {
    "versions": {"dlc-support": "0", "torch": "2"},
    "device": "CPU",
    "threads": 1,
    "budget": "full",
    "data": "drawn",
    "date": "2026-01-01",
}


@pytest.fixture
def page(tmp_path):
    """Writes a page of the given cells and returns its path."""

    def write(*codes):
        cells = [new_markdown_cell("# Title"), *map(new_code_cell, codes)]
        path = tmp_path / "page.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return write


@pytest.fixture
def answered(monkeypatch):
    """Pages are not executed: their kernel gives this answer about the data."""

    def set_data(data):
        module = sys.modules["dlc_support.pages.record"]
        monkeypatch.setattr(module, "_execute", lambda *_: {**ANSWER, "data": data})

    return set_data


@pytest.fixture
def impostor(tmp_path, monkeypatch):
    """A kernel that does not start is installed under the usual name."""
    folder = tmp_path / "share" / "kernels" / "python3"
    folder.mkdir(parents=True)
    spec = {"argv": ["no-such-python", "{connection_file}"], "display_name": "x", "language": "x"}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))


def read(path):
    return nbformat.read(path, as_version=4)


def test_outputs_and_circumstances_are_stored_in_the_page(page, tmp_path, impostor):
    path = page(PAGE, "len(points)")
    ids = [cell.id for cell in read(path).cells]
    calls = []
    recording = record(path, budget="full", progress=lambda *counts: calls.append(counts))
    after = read(path)
    said, executable = after.cells[1].outputs[0].text.splitlines()
    assert said == f"full 1 {tmp_path}"
    assert Path(executable).samefile(sys.executable)
    assert after.cells[2].outputs[0].data["text/plain"] == "2"
    assert [cell.id for cell in after.cells] == [*ids, "recorded"]
    assert after.metadata.dlc.data == recording.data == "points (drawn by hand)"
    assert after.metadata.dlc.budget == "full"
    assert after.metadata.dlc.key == page_key(after)
    assert "budget full; data: points (drawn by hand); " in after.cells[-1].source
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_recording_again_changes_nothing_but_the_circumstances(page, answered):
    path = page("1 + 1")
    answered("drawn")
    record(path)
    first = path.read_bytes()
    record(path)
    assert path.read_bytes() == first


def test_prose_that_was_edited_during_the_run_stays(page, monkeypatch):
    path = page("1 + 1")
    before = read(path)

    def execute(notebook, *_):
        before.cells[0].source = "# New title"
        nbformat.write(before, path)
        notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="2")]
        return ANSWER

    monkeypatch.setattr(sys.modules["dlc_support.pages.record"], "_execute", execute)
    record(path)
    after = read(path)
    assert after.cells[0].source == "# New title"
    assert after.cells[1].outputs[0].text == "2"


def test_code_that_was_edited_during_the_run_is_refused(page, monkeypatch):
    path = page("1 + 1")

    def execute(*_):
        page("1 + 2")
        return ANSWER

    monkeypatch.setattr(sys.modules["dlc_support.pages.record"], "_execute", execute)
    with pytest.raises(PageFailed, match="edited while it ran"):
        record(path)


def test_a_page_that_fails_is_left_as_it_was(page):
    path = page("x = 1", "raise KeyError('which')")
    before = path.read_bytes()
    with pytest.raises(PageFailed, match=r"(?s)cell 2 of page.ipynb failed.*KeyError: 'which'"):
        record(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_dead_kernel_is_said(page):
    with pytest.raises(PageFailed, match="the kernel died in cell 1"):
        record(page("import os\nos._exit(1)"))


def test_a_full_recording_of_embedded_digits_is_stored_only_if_wanted(page, answered):
    path = page("1")
    before = path.read_bytes()
    answered("embedded digits (UCI)")
    with pytest.raises(ValueError, match="dlc data mnist"):
        record(path, budget="full")
    assert path.read_bytes() == before
    record(path, budget="full", allow_embedded=True)
    assert read(path).metadata.dlc.data == "embedded digits (UCI)"


def test_the_outputs_can_go_elsewhere_or_nowhere(page, answered, tmp_path):
    path = page("1")
    before = path.read_bytes()
    answered("drawn")
    record(path, store=False)
    record(path, output=tmp_path / "executed.ipynb")
    assert path.read_bytes() == before
    assert read(tmp_path / "executed.ipynb").cells[-1].source.startswith("*Recorded with")


def test_the_line_shows_numbers_in_few_digits():
    line = str(Recording(**{**ANSWER, "data": "a (r=1.04719755)"}, seconds=3, key=""))
    assert line == (
        "Recorded with dlc-support 0 and torch 2, budget full; data: a (r=1.047); "
        "CPU, 1 thread, 3 s, 2026-01-01."
    )


def test_the_line_tells_what_the_networks_took_although_they_were_trained_before():
    line = str(Recording(**ANSWER, seconds=46, training_seconds=3839, key=""))
    assert line.endswith("CPU, 1 thread, 46 s (training: 64 minutes), 2026-01-01.")


def test_a_page_with_a_byte_order_mark_is_recorded(page, answered):
    path = page("1")
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    answered("drawn")
    record(path)
    assert read(path).metadata.dlc.data == "drawn"


def test_an_unknown_budget_is_refused(page):
    with pytest.raises(ValueError, match="'quick' or 'full', got 'slow'"):
        record(page("1"), budget="slow")
