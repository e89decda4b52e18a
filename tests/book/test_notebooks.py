"""Every notebook of the book keeps the rules, and the rules catch what they are for."""

import copy
from collections import defaultdict

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.book import notebook_rules
from tests.book.notebook_rules import RULES, Rule
from tools.project import ROOT, read_notebooks, read_pages, read_project
from tools.sync import notebook as make_ready

NOTEBOOKS = read_notebooks()
FIGURE = {"figure": {"name": "fig-line", "caption": "It rises."}, "image": {"alt": "a line"}}


def read(path: str) -> NotebookNode:
    return nbformat.read(ROOT / path, as_version=4)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_notebook_keeps_the_rule(path: str, rule: Rule):
    assert rule(read(path)) == []


def test_no_function_is_defined_on_two_pages():
    pages = defaultdict(list)
    for path in NOTEBOOKS:
        functions, classes = notebook_rules.definitions(read(path))
        for name in {*functions, *classes}:
            pages[name].append(str(path))
    assert {name: found for name, found in pages.items() if len(found) > 1} == {}


def test_no_figure_name_is_used_on_two_pages():
    pages = defaultdict(list)
    for path in NOTEBOOKS:
        for _, cell in notebook_rules.code_cells(read(path)):
            if name := cell.metadata.get("mystnb", {}).get("figure", {}).get("name"):
                pages[name].append(str(path))
    assert {name: found for name, found in pages.items() if len(found) > 1} == {}


def test_every_page_of_the_book_is_in_the_table_of_contents():
    present = {path.relative_to(ROOT) for path in (ROOT / "book").rglob("*.ipynb")}
    present |= {path.relative_to(ROOT) for path in (ROOT / "book").rglob("*.md")}
    present = {path for path in present if ".ipynb_checkpoints" not in path.parts}
    assert present == {page for page in read_pages() if page.parts[0] == "book"}


def good_notebook() -> NotebookNode:
    """A small page that keeps every rule."""
    picture = new_output("display_data", data={"image/png": "AAAA"})
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A page"),
            new_code_cell("import math", execution_count=2),
            new_code_cell("def draw():\n    return math.pi", execution_count=3),
            new_code_cell("draw()", metadata={"mystnb": FIGURE}, execution_count=4),
        ]
    )
    notebook.cells[-1].outputs = [picture]
    make_ready(notebook, "book/page.ipynb", read_project())
    for count, (_, cell) in enumerate(notebook_rules.code_cells(notebook), start=1):
        cell.execution_count = count
    return notebook


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_page_passes(rule: Rule):
    assert rule(good_notebook()) == []


def _with_output(output: NotebookNode) -> NotebookNode:
    notebook = good_notebook()
    notebook.cells[3].outputs = [output]
    return notebook


def _with_source(source: str) -> NotebookNode:
    notebook = good_notebook()
    notebook.cells[3].source = source
    return notebook


def _changed(**metadata: object) -> NotebookNode:
    notebook = good_notebook()
    notebook.metadata.update(metadata)
    return notebook


def _undescribed(part: str, key: str) -> NotebookNode:
    notebook = copy.deepcopy(good_notebook())
    del notebook.cells[-1].metadata["mystnb"][part][key]
    return notebook


def _out_of_order() -> NotebookNode:
    notebook = good_notebook()
    notebook.cells[3].execution_count = 7
    return notebook


def _two_figures() -> NotebookNode:
    notebook = good_notebook()
    notebook.cells[-1].outputs *= 2
    return notebook


def _without_setup() -> NotebookNode:
    notebook = good_notebook()
    del notebook.cells[2]
    return notebook


def _timed() -> NotebookNode:
    notebook = good_notebook()
    notebook.cells[3].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    return notebook


WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
BROKEN = {
    "an error": ("no_error_outputs", lambda: _with_output(new_output("error", ename="E"))),
    "a bar": ("no_stderr", lambda: _with_output(new_output("stream", name="stderr", text="9%"))),
    "an order": ("executed_in_order", _out_of_order),
    "state": ("no_widget_state", lambda: _changed(widgets={})),
    "a widget": ("no_widget_state", lambda: _with_output(new_output("display_data", WIDGET))),
    "times": ("no_timestamps", _timed),
    "weight": ("small_enough", lambda: _with_source("#" * 1_600_000)),
    "no caption": ("figures_described", lambda: _undescribed("figure", "caption")),
    "no name": ("figures_described", lambda: _undescribed("figure", "name")),
    "no alt": ("figures_described", lambda: _undescribed("image", "alt")),
    "two figures": ("figures_described", _two_figures),
    "no GPU": ("prepared_for_colab", lambda: _changed(accelerator="None")),
    "a kernel": ("prepared_for_colab", lambda: _changed(kernelspec={"name": "mine"})),
    "a path": ("no_absolute_paths", lambda: _with_source("open('/home/me/x')")),
    "length": ("cells_short", lambda: _with_source("x = 1\n" * 16)),
    "glue": ("numbers_handed_over_out_of_sight", lambda: _with_source("glue('x', 1)")),
    "width": ("cells_short", lambda: _with_source("x" * 80)),
    "three": ("few_definitions", lambda: _with_source("def a(): ...\ndef b(): ...")),
    "classes": ("few_definitions", lambda: _with_source("class A: ...\nclass B: ...")),
    "a device": ("no_machinery", lambda: _with_source("torch.cuda.is_available()")),
    "an install": ("no_machinery", lambda: _with_source("%pip install x")),
    "a file": ("no_machinery", lambda: _with_source("%run other.py")),
    "no setup": ("one_setup_cell", _without_setup),
}


@pytest.mark.parametrize(("rule", "page"), BROKEN.values(), ids=BROKEN)
def test_a_broken_page_is_caught(rule: str, page):
    assert getattr(notebook_rules, rule)(page()) != []
