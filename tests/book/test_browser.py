"""The built pages as readers see them: in a browser, from a folder, without a network."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from tools.project import ROOT, read_pages

SCRIPTS = ROOT / "tests" / "book" / "scripts"
PAGES = [pytest.param(page, marks=pytest.mark.xdist_group(str(page))) for page in read_pages()]
# A small phone (390 px, a large one, has the same rules and more room), a tablet, a desk.
WIDTHS = (360, 768, 1400)


def script(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")


def console(browser: Chrome) -> list[str]:
    """Warnings and errors since the log was last read; a note is not a complaint."""
    complaints = {"WARNING", "SEVERE"}
    entries = browser.get_log("browser")
    return [entry["message"] for entry in entries if entry["level"] in complaints]


def requests(browser: Chrome) -> list[str]:
    """The addresses that the browser has asked for since the log was last read."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]


@pytest.fixture(scope="module", params=PAGES, ids=str)
def opened(request: pytest.FixtureRequest, browser: Chrome, site: Path) -> Chrome:
    """The browser with one page of the book open, its formulas typeset."""
    console(browser), requests(browser)
    browser.get((site / request.param.with_suffix(".html")).as_uri())
    browser.execute_async_script(script("mathematics_ready"))
    return browser


@pytest.fixture
def page(opened: Chrome) -> Iterator[Chrome]:
    """The open page, on a large screen and in the light theme before and after each test."""
    yield opened
    opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    opened.execute_script("document.documentElement.dataset.theme = 'light'")


def test_nothing_comes_from_a_network_and_the_console_is_silent(page: Chrome, site: Path):
    asked = requests(page)
    assert asked
    own = (site.as_uri(), "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []
    assert console(page) == []


def test_every_picture_is_there_described_and_captioned(page: Chrome):
    figures = page.execute_script(script("figures"))
    assert [figure for figure in figures if not figure["loaded"]] == []
    assert [figure for figure in figures if not figure["alt"]] == []
    assert [figure for figure in figures if "/" in figure["alt"]] == []
    assert [figure for figure in figures if figure["drawn"] and not figure["caption"]] == []


def test_mathematics_is_typeset(page: Chrome):
    bare, wrong = page.execute_script(script("formulas"))
    assert bare == []
    assert wrong == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable(page: Chrome, theme: str):
    page.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
    colour = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, colour.removeprefix("rgb(").rstrip(")").split(",")))
    assert brightness < 150 if theme == "dark" else brightness > 600
    assert page.execute_script(script("weak_contrast")) == []


def test_every_page_fits_a_phone_a_tablet_and_a_desk(page: Chrome):
    faults = []
    for width in WIDTHS:  # one test: leaving an emulated screen costs as much as a width
        screen = {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width < 1000}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        faults += [f"{width}: {fault}" for fault in page.execute_script(script("unfit"), width)]
    assert faults == []


def test_on_paper_the_menus_are_gone_and_what_was_folded_is_there(page: Chrome):
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    menus, folded = page.execute_script(script("on_paper"))
    assert menus == []
    assert folded == []


def test_what_is_folded_opens_by_keyboard(page: Chrome):
    for box in page.find_elements(By.CSS_SELECTOR, ".bd-article .admonition.dropdown"):
        assert "toggle-hidden" in box.get_attribute("class")
        box.find_element(By.CSS_SELECTOR, "button.toggle-button").send_keys(Keys.ENTER)
        assert "toggle-hidden" not in box.get_attribute("class")
    for box in page.find_elements(By.CSS_SELECTOR, ".bd-article details:not([open])"):
        box.find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
        assert box.get_attribute("open") is not None


def test_the_first_stop_of_the_tab_key_leads_past_the_menus(page: Chrome):
    page.refresh()
    ActionChains(page).send_keys(Keys.TAB).perform()
    first = page.switch_to.active_element
    assert first.get_attribute("textContent") == "Skip to main content"
    first.send_keys(Keys.ENTER)
    assert page.execute_script("return location.hash") == "#main-content"


def test_the_search_works_from_a_folder(browser: Chrome, site: Path):
    browser.get((site / "search.html").as_uri() + "?q=denoiser")
    assert browser.execute_async_script(script("found")) > 0
