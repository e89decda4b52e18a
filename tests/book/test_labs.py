"""The built site shows what students get of a lab, and nothing of its master."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from dlc_support.grading import read_master, student_text
from dlc_support.grading.notebook import cells_of
from tests.labs import tiny
from tools.project import ROOT

MASTERS = sorted((ROOT / "labs" / "masters").glob("*.ipynb"))
TELLING = 25  # characters from which on a line is one lab's own
IMPORT = re.compile(r"(from [\w.]+ )?import \w")
TEXTS = {".html", ".ipynb", ".js", ".json", ".md", ".txt"}


def secrets(master: Path) -> set[str]:
    """The lines of a master that no lab shows to students; imports tell nothing."""
    shown = [
        cell for lab in {master, *MASTERS} for cell in cells_of(json.loads(student_text(lab)))
    ]
    public = "\n".join(cell.source for cell in shown)
    own = {line.strip() for cell in read_master(master).cells for line in cell.source.split("\n")}
    telling = {line for line in own if len(line) >= TELLING and not IMPORT.match(line)}
    return {line for line in telling if line not in public}


def leaks(master: Path, site: Path) -> list[str]:
    """Where a site shows a line of a master that it must not."""
    hidden = sorted(secrets(master))
    return [
        f"{path.relative_to(site)}: {line}"
        for path in sorted(site.rglob("*"))
        if path.suffix in TEXTS
        for text in [readable(path)]
        for line in hidden
        if line in text or json.dumps(line)[1:-1] in text
    ]


def readable(path: Path) -> str:
    """A file's text, and of a page also what a reader sees, without the marks of colours."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return text + BeautifulSoup(text, "html.parser").get_text() if path.suffix == ".html" else text


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_the_site_shows_no_solution_and_no_hidden_test(site: Path, master: Path):
    assert secrets(master)
    assert leaks(master, site) == []


def test_a_site_that_shows_a_solution_is_caught(tmp_path: Path):
    master = tiny.write_master(tmp_path)
    site = tmp_path / "site" / "_sources"
    site.mkdir(parents=True)
    (site / "tiny.ipynb").write_text(student_text(master), encoding="utf-8")
    assert leaks(master, tmp_path / "site") == []
    (site / "page.html").write_text("<p>return values - values.mean()</p>", encoding="utf-8")
    assert leaks(master, tmp_path / "site") == [
        "_sources/page.html: return values - values.mean()"
    ]
