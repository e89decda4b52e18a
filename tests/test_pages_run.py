"""The run of all pages cannot be green where a page did not run."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks
from tools.notebooks import NOWHERE, Page, hard_case, run

PAGE = Path("book/page.ipynb")


def written(root: Path, *sources: str, tag: str = "") -> Path:
    """A notebook with one cell for each source, as recorded: numbered, and without outputs."""
    cells = [new_markdown_cell("# A page")]
    for count, source in enumerate(sources, start=1):
        tags = {"tags": [tag]} if tag else {}
        cells.append(new_code_cell(source, execution_count=count, metadata=tags))
    (root / PAGE).parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), root / PAGE)
    return PAGE


def test_a_page_that_runs_is_counted_cell_by_cell(tmp_path: Path):
    (page,) = run([written(tmp_path, "x = 1", "assert x == 1")], root=tmp_path)
    assert (page.cells, page.passed, page.problem) == (2, 2, "")
    assert page.seconds > 0


def test_a_page_whose_claim_fails_is_a_problem(tmp_path: Path):
    (page,) = run([written(tmp_path, "x = 1", "assert x == 2")], root=tmp_path)
    assert page.problem == f"{PAGE}: 1 of 2 code cells ran and passed"


def test_a_page_sees_the_hard_case_and_only_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DLC_MIRROR", "/somewhere")
    claims = (
        "import os, torch\n"
        "assert os.environ['DLC_BUDGET'] == 'quick'\n"
        "assert 'DLC_MIRROR' not in os.environ\n"
        "assert os.listdir(os.environ['DLC_DATA']) == []\n"
        "assert not torch.cuda.is_available()\n"
        "assert torch.get_num_threads() == 1\n"
        f"assert not os.getcwd().startswith({str(tmp_path)!r})"
    )
    download = (
        "import urllib.request, urllib.error\n"
        "try:\n"
        "    urllib.request.urlopen('https://example.org')\n"
        "except urllib.error.URLError:\n"
        "    refused = True\n"
        "assert refused"
    )
    (page,) = run([written(tmp_path, claims, download)], root=tmp_path)
    assert page.problem == ""


def test_a_mirror_reaches_the_page(tmp_path: Path):
    data = tmp_path / "mirror"
    (tmp_path / "run").mkdir()
    environment = hard_case(tmp_path / "run", mirror=data)
    assert environment["DLC_MIRROR"] == str(data)
    assert environment["HTTPS_PROXY"] == NOWHERE


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(PAGE, 0, 0, 1.0), "0 of 0"),
        (Page(PAGE, 5, 0, 1.0), "0 of 5"),
        (Page(PAGE, 5, 4, 1.0), "4 of 5"),
        (Page(PAGE, 5, 5, notebooks.LIMIT + 1), f"at most {notebooks.LIMIT} s"),
    ],
)
def test_a_page_that_did_not_run_or_took_too_long_is_a_problem(page: Page, words: str):
    assert words in page.problem


def test_a_page_on_a_shared_core_may_count_more_seconds():
    assert Page(PAGE, 5, 5, notebooks.SECONDS_PER_PAGE + 1).problem == ""


def test_a_book_without_notebooks_is_an_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notebooks, "read_notebooks", list)
    monkeypatch.setattr("sys.argv", ["notebooks"])
    with pytest.raises(SystemExit, match="executes nothing proves nothing"):
        notebooks.main()
