"""The built files: one page for each entry, links that lead somewhere, nothing from a network."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tools.project import read_pages, read_project

PAGES = read_pages()
PROJECT = read_project()
LOADING = {
    "script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src",
    "video": "src", "audio": "src", "embed": "src", "object": "data",
}  # fmt: skip
# Links of these kinds only name an address; the others make the browser fetch it.
NAMING = {"canonical", "next", "prev", "index", "search", "author", "license", "alternate"}


def built(site: Path, page: Path) -> Path:
    return site / page.with_suffix(".html")


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def all_pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def fetched(page: BeautifulSoup) -> Iterator[str]:
    for tag, attribute in LOADING.items():
        for element in page.find_all(tag):
            kinds = set(element.get("rel", []))
            if element.get(attribute) and not kinds & NAMING:
                yield element[attribute]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_entry_of_the_table_of_contents_has_its_page(site: Path, page: Path):
    heading = soup(built(site, page)).find("h1")
    assert heading is not None
    assert heading.get_text(strip=True)


def test_the_site_was_made_by_sphinx(site: Path):
    assert (site / "objects.inv").read_bytes().startswith(b"# Sphinx inventory")


def test_nothing_but_the_table_of_contents_is_published(site: Path):
    extra = {"genindex.html", "index.html", "py-modindex.html", "search.html"}
    published = {path.relative_to(site).as_posix() for path in all_pages(site)}
    assert published - extra == {page.with_suffix(".html").as_posix() for page in PAGES}


def test_no_page_fetches_anything_from_a_network(site: Path):
    outside = {
        path.name: address
        for path in all_pages(site)
        for address in fetched(soup(path))
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//")
    }
    assert outside == {}


def test_no_style_sheet_fetches_anything_from_a_network(site: Path):
    pattern = re.compile(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//")
    found = [
        path.relative_to(site)
        for path in site.rglob("*.css")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_mathematics_is_loaded_once_and_from_the_book_itself(site: Path):
    for path in all_pages(site):
        page = soup(path)
        scripts = [
            tag["src"] for tag in page.find_all("script", src=True) if "mathjax" in tag["src"]
        ]
        assert len(scripts) <= 1, path
        if page.select(".math"):
            assert len(scripts) == 1, path
            assert (path.parent / scripts[0].partition("?")[0]).is_file()


def test_links_inside_the_book_lead_somewhere(site: Path):
    pages = {path.resolve(): soup(path) for path in all_pages(site)}
    anchors = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for link in page.find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            wanted = unquote(parts.fragment)
            if not target.exists() or (
                target in anchors and wanted and wanted not in anchors[target]
            ):
                broken.append((path.relative_to(site.resolve()).as_posix(), link["href"]))
    assert broken == []


def test_the_glossary_links_back_to_the_pages_that_refer_to_a_term(site: Path):
    glossary = site / "book" / "guide" / "glossary.html"
    back = {
        (term["id"], (glossary.parent / unquote(link["href"])).resolve())
        for term in soup(glossary).select("dl.glossary dt[id]")
        for link in term.find_next_sibling("dd").select(".glossary-uses a")
    }
    there = {
        (urlsplit(link["href"]).fragment, built(site, page).resolve())
        for page in PAGES
        if page.stem != "glossary"
        for link in soup(built(site, page)).select("a.reference")
        if "glossary.html#term-" in link["href"]
    }
    assert len(there) > 20
    assert back == there


@pytest.mark.parametrize("page", [p for p in PAGES if p.suffix == ".ipynb"], ids=str)
def test_a_chapter_opens_in_colab_at_the_right_address(site: Path, page: Path):
    found = [
        link["href"]
        for link in soup(built(site, page)).find_all("a", href=True)
        if "colab.research.google.com" in link["href"] and page.name in link["href"]
    ]
    assert found
    assert set(found) == {PROJECT.colab(page.as_posix())}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_issue_button_opens_the_form_with_the_page_filled_in(site: Path, page: Path):
    found = [
        link["href"]
        for link in soup(built(site, page)).find_all("a", href=True)
        if "/issues/new" in link["href"]
    ]
    name = page.with_suffix("").as_posix().replace("/", "%2F")
    start = f"{PROJECT.repository}/issues/new?template=page.yml&page={name}"
    assert found
    assert all(address.startswith(start) for address in found)


@pytest.mark.parametrize("page", [p for p in PAGES if p.suffix == ".ipynb"], ids=str)
def test_the_page_that_readers_download_is_the_page_that_was_recorded(site: Path, page: Path):
    assert (site / "_sources" / page).is_file()


def test_the_map_of_the_front_page_has_every_chapter_once(site: Path):
    index = site / "book" / "index.html"
    shown = [
        (index.parent / entry.find("a")["href"]).resolve()
        for entry in soup(index).select(".chapter-map li")
    ]
    chapters = [page for page in PAGES if page.parts[0] == "book" and page.parent.name != "guide"]
    there = [built(site, page).resolve() for page in chapters if page.suffix == ".ipynb"]
    assert sorted(shown) == sorted(there)


def test_the_badge_for_colab_stays_out_of_the_book(site: Path):
    for path in all_pages(site):
        assert "colab-badge" not in path.read_text(encoding="utf-8"), path
