"""The scripts that look at the built pages find the faults that they look for."""

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tools.project import ROOT

SCRIPTS = ROOT / "tests" / "book" / "scripts"
PAGE = """<!doctype html><meta charset="utf-8"><title>Page</title>
<style>body {{ background: white; color: black }}</style>
<main class="bd-main"><article class="bd-article">{body}</article></main>"""


def look(browser: Chrome, folder: Path, name: str, body: str, *arguments: object) -> list:
    page = folder / "page.html"
    page.write_text(PAGE.format(body=body), encoding="utf-8")
    browser.get(page.as_uri())
    return browser.execute_script((SCRIPTS / f"{name}.js").read_text("utf-8"), *arguments)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("<p>black on white</p>", 0),
        ("<p style='color: #999'>grey on white</p>", 1),
        ("<div style='background: #222'><p>black on dark</p></div>", 1),
        ("<div style='background: #222'><p style='color: white'>light on dark</p></div>", 0),
        ("<p hidden style='color: #999'>nobody sees it</p>", 0),
    ],
)
def test_weak_contrast_is_found(browser: Chrome, tmp_path: Path, body: str, faults: int):
    assert len(look(browser, tmp_path, "weak_contrast", body)) == faults


HINT = (
    "background-image: linear-gradient(red, blue), linear-gradient(red, blue);"
    "background-attachment: local, scroll"
)
TABLE = """<table style='display: block; overflow-x: auto; {box}'>
<tbody><tr><td style='{first}'>row<td><div style='width: 5000px'>number</div></table>"""

FIGURE = """<figure><div class='figure-box' style='width: 90px; overflow-x: auto; {box}'>
<img style='width: {width}px' src='data:image/svg+xml,\
<svg xmlns="http://www.w3.org/2000/svg" width="240" height="9"/>'></div></figure>"""


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ("<p>short</p>", True),
        ("<div style='width: 5000px'>wide</div>", False),
        ("<div style='overflow-x: auto'><div style='width: 5000px'>scrolls</div></div>", True),
        (TABLE.format(box=HINT, first="position: sticky; left: 0"), True),
        (TABLE.format(box=HINT, first=""), False),
        (TABLE.format(box="", first="position: sticky; left: 0"), False),
        (FIGURE.format(box=HINT, width=101), True),
        (FIGURE.format(box=HINT, width=90), False),
        (FIGURE.format(box="", width=101), False),
        ("<p style='width: 0'>two words, 0.31 dB</p>", True),
        ("<p style='width: 0; overflow-wrap: anywhere'>one</p>", False),
        ("<p style='width: 0; overflow-wrap: anywhere'>−0.31</p>", False),
        ("<p style='width: 0; overflow-wrap: anywhere'><code>fit</code></p>", True),
    ],
)
def test_what_does_not_fit_a_screen_is_found(
    browser: Chrome, tmp_path: Path, body: str, fits: bool
):
    width = browser.execute_script("return window.innerWidth")
    assert (look(browser, tmp_path, "unfit", body, width) == []) == fits


def test_figures_say_what_they_lack(browser: Chrome, tmp_path: Path):
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
    body = (
        f"<figure class='cell_output'><img src='{dot}' alt='a dot'><figcaption>"
        "<span class='caption-text'>See the dot.</span></figcaption></figure>"
        "<div class='cell_output'><img src='nowhere.png'></div>"
    )
    good, bad = look(browser, tmp_path, "figures", body)
    assert (good["alt"], good["caption"], good["drawn"], good["loaded"]) == (
        "a dot", "See the dot.", True, True,
    )  # fmt: skip
    assert (bad["alt"], bad["caption"], bad["drawn"], bad["loaded"]) == ("", "", True, False)


def test_formulas_that_stayed_source_are_found(browser: Chrome, tmp_path: Path):
    body = (
        "<span class='math'>\\(x\\)</span>"
        "<span class='math'><mjx-container></mjx-container></span>"
        "<mjx-merror>Undefined control sequence</mjx-merror>"
    )
    bare, wrong = look(browser, tmp_path, "formulas", body)
    assert bare == ["\\(x\\)"]
    assert wrong == ["Undefined control sequence"]


def test_what_paper_lacks_is_found(browser: Chrome, tmp_path: Path):
    body = (
        "<div class='bd-sidebar-primary'>Menu</div>"
        "<div class='admonition dropdown'><p style='display: none'>Solution</p></div>"
    )
    menus, folded = look(browser, tmp_path, "on_paper", body)
    assert menus == ["bd-sidebar-primary"]
    assert folded == ["Solution"]
