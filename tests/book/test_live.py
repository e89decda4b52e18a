"""Live figures in a browser: they compute what PyTorch computes, in time, and can be touched."""

import json
import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from torch import Tensor

from dlc_support.data import densities
from dlc_support.evaluation import (
    EmpiricalPosterior,
    PosteriorMean,
    follow_noise,
    noise_levels,
)
from dlc_support.evaluation.likelihood import ErasureLikelihood, GaussianLikelihood
from dlc_support.models import ConvAutoencoder
from dlc_support.objectives import incomplete
from tests.book.test_browser import console
from tools import live, small_networks

PAGES = {
    "posterior": "book/denoising/toy_2d.html",
    "digits": "book/denoising/mnist_corruptions.html",
    "risk": "book/restoration/noise2noise.html",
    "latents": "book/variational/vae.html",
    "diffusion": "book/variational/diffusion.html",
    "completions": "book/variational/inpainting.html",
}
SLOWER = 3  # times what an idle machine needs
pytestmark = pytest.mark.xdist_group("live")


class Opened:
    """A page with its live figure started."""

    def __init__(self, browser: Chrome, site: Path, name: str) -> None:
        self.browser, self.name = browser, name
        console(browser)
        browser.get((site / PAGES[name]).as_uri())
        self.figure = browser.find_element(By.CSS_SELECTOR, f"[data-figure={name}]")
        browser.execute_script("arguments[0].scrollIntoView()", self.figure)
        WebDriverWait(browser, 20).until(
            lambda _: "live-ready" in self.figure.get_attribute("class")
        )

    def run(self, code: str, *values: object) -> object:
        """The value of a JavaScript expression; `panel` is the figure's, `given` the values."""
        script = (
            "const done = arguments[arguments.length - 1]; const given = [...arguments];"
            f"const panel = document.querySelector('[data-figure={self.name}] .live-panel');"
            f"(async () => ({code}))().then(done, (error) => done(String(error)));"
        )
        return self.browser.execute_async_script(script, *values)

    def settled(self) -> None:
        """Waits until the page above has all its pictures and moves the figure no more."""
        self.run(
            "Promise.all([...document.images].map((image) => image.decode().catch(() => 0)))"
            ".then(() => document.fonts.ready)"
            ".then(() => new Promise((done) => setTimeout(done, 100)))"
        )
        self.browser.execute_script(
            "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", self.canvas()
        )

    def status(self) -> str:
        return self.figure.find_element(By.CSS_SELECTOR, ".live-status").text

    def canvas(self) -> object:
        return self.figure.find_element(By.TAG_NAME, "canvas")


@pytest.fixture(params=PAGES)
def figure(request: pytest.FixtureRequest, browser: Chrome, site: Path) -> Iterator[Opened]:
    opened = Opened(browser, site, request.param)
    yield opened
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("kind", small_networks.KINDS)
@pytest.mark.parametrize("network", ["convolutional", "dense"])
def test_networks_agree_with_pytorch(browser, site, network, kind):
    if network == "dense":
        model = live.recorded(small_networks.DENSE[kind], small_networks.dense())
    else:
        model = live.recorded(small_networks.CONVOLUTIONAL[kind], ConvAutoencoder())
    shape = [784, 1, 1] if network == "dense" else [1, 28, 28]
    page = Opened(browser, site, "digits")
    inputs = torch.rand(20, 784, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = model.eval()(inputs.view(20, 1, 28, 28)).flatten(1)
    outputs = page.run(
        "Promise.all([Live.load('networks'), Live.load(`data-${given[0]}`)]).then(([n, data]) => {"
        "const forward = n.network(data);"
        "return given[1].map((x) => [...forward(Float32Array.from(x), given[2])]);})",
        f"{network}-{kind}",
        inputs.tolist(),
        shape,
    )
    assert (torch.tensor(outputs) - expected).abs().max() < 1e-3


def test_toy_networks_agree_with_pytorch(browser, site):
    page = Opened(browser, site, "posterior")
    models = live.recorded(small_networks.TOYS, small_networks.toy_denoisers())
    inputs = 3 * torch.rand(20, 2, generator=torch.Generator().manual_seed(0)) - 1.5
    for law in densities():
        for sigma in small_networks.SIGMAS:
            with torch.no_grad():
                expected = models[small_networks.key(law.name, sigma)](inputs)
            outputs = page.run(
                "Promise.all(['networks', 'data-toys'].map(Live.load)).then(([n, laws]) => {"
                "const forward = n.network(laws[given[0]].networks[given[1]]);"
                "return given[2].map((x) => [...forward(Float32Array.from(x), [2, 1, 1])]);})",
                law.name,
                f"{sigma:g}",
                inputs.tolist(),
            )
            assert (torch.tensor(outputs) - expected).abs().max() < 1e-3


def test_the_latent_plane_decodes_as_pytorch_does(browser, site):
    page = Opened(browser, site, "latents")
    model = live.recorded(small_networks.PLANE, small_networks.plane()).eval()
    points = 5 * torch.rand(20, 2, generator=torch.Generator().manual_seed(0)) - 2.5
    with torch.no_grad():
        expected = model.decode(points).sigmoid().flatten(1)
    outputs = page.run("given[0].map((z) => [...panel.live.decode(z)])", points.tolist())
    assert (torch.tensor(outputs) - expected).abs().max() < 1e-3


def test_the_latent_plane_counts_the_nearest_codes(browser, site):
    page = Opened(browser, site, "latents")
    codes = {"x": [0.0, 0.1, 0.2, 5.0], "y": [0.0] * 4, "labels": [3, 3, 7, 7]}
    found = page.run("Live.latents.around(given[0], [-0.3, 0.4], 3)", codes)
    assert found == {"label": 3, "most": 2, "distance": pytest.approx(0.5)}


def test_a_point_of_the_latent_plane_moves_by_keyboard_and_along_a_line(browser, site):
    page = Opened(browser, site, "latents")
    before = page.run("panel.live.state.z")
    page.canvas().send_keys(Keys.ARROW_LEFT)
    assert page.run("panel.live.state.z") == pytest.approx([before[0] - 0.1, before[1]])
    page.figure.find_element(By.CSS_SELECTOR, "input[type=range]").send_keys(Keys.HOME)
    start = page.run(
        "[panel.live.data.x, panel.live.data.y].map((axis) =>"
        " axis[panel.live.data.labels.indexOf(panel.live.state.from)])"
    )
    assert page.run("panel.live.state.z") == pytest.approx(start)


def completed(page: Opened, digits: Tensor, hidden: Tensor, noise: Tensor) -> Tensor:
    """What the page makes of each digit with its hole and its row of noise."""
    outputs = page.run(
        "given[0].map((digit, i) => [...Live.completions.completions(panel.live.networks,"
        "Float32Array.from(digit), given[1][i], [given[2][i]])[0]])",
        digits.tolist(),
        hidden.int().tolist(),
        noise.tolist(),
    )
    return torch.tensor(outputs)


def test_completions_agree_with_pytorch_and_keep_what_is_visible(browser, site):
    page = Opened(browser, site, "completions")
    model = live.recorded(small_networks.ANY_HOLE, small_networks.any_hole()).eval()
    draws = torch.Generator().manual_seed(0)
    digits = torch.rand(20, 1, 28, 28, generator=draws).round()
    hidden = small_networks.HOLES.mask(digits, draws)
    noise = torch.randn(20, model.latents, generator=draws)
    with torch.no_grad():
        answer = model.given(incomplete(digits, hidden)).decode(noise).sigmoid()
    expected = torch.where(hidden, answer, digits).flatten(1)
    found = completed(page, digits.flatten(1), hidden.flatten(1), noise)
    assert (found - expected).abs().max() < 1e-3


def test_what_is_under_the_hole_does_not_reach_the_completions(browser, site):
    page = Opened(browser, site, "completions")
    draws = torch.Generator().manual_seed(1)
    digits = torch.rand(5, 784, generator=draws).round()
    hidden = small_networks.HOLES.mask(digits.view(5, 1, 28, 28), draws).flatten(1)
    noise = torch.randn(5, 20, generator=draws)
    first = completed(page, digits, hidden, noise)
    changed = torch.where(hidden, 1 - digits, digits)
    assert torch.equal(completed(page, changed, hidden, noise), first)
    seen = torch.where(hidden, digits, 1 - digits)  # what is visible does
    assert not torch.equal(completed(page, seen, hidden, noise)[hidden], first[hidden])


def test_a_digit_is_erased_by_mouse_and_by_keyboard_and_brought_back(browser, site):
    page = Opened(browser, site, "completions")
    count = "panel.live.state.hidden.reduce((sum, value) => sum + value, 0)"
    page.run("panel.live.hide('nothing')")
    assert page.run(count) == 0
    page.settled()
    page.canvas().send_keys(" ")
    assert page.run(count) == 25
    page.canvas().send_keys(Keys.ARROW_RIGHT, Keys.ARROW_DOWN, " ")
    assert page.run(count) == 25 + 9
    wide = page.run("panel.querySelector('canvas').clientWidth")
    across = page.canvas(), -wide // 2 + 30, 0  # a place of the left picture
    ActionChains(browser).move_to_element_with_offset(*across).click_and_hold().perform()
    ActionChains(browser).move_by_offset(20, 0).release().perform()
    after = page.run(count)
    assert after > 34
    page.figure.find_element(By.CSS_SELECTOR, "input[type=checkbox]").click()
    page.canvas().send_keys(" ")
    assert page.run(count) == after - 25


def test_a_digit_is_erased_by_touch(browser, site):
    page = Opened(browser, site, "completions")
    page.run("panel.live.hide('nothing')")
    page.settled()
    left, top = page.run(
        "(({ x, y }) => [x, y])(panel.querySelector('canvas').getBoundingClientRect())"
    )
    touch = "Input.dispatchTouchEvent"
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, points in (
        ("touchStart", [{"x": left + 40, "y": top + 80}]),
        ("touchMove", [{"x": left + 70, "y": top + 80}]),
        ("touchEnd", []),
    ):
        browser.execute_cdp_cmd(touch, {"type": kind, "touchPoints": points})
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    assert page.run("panel.live.state.hidden.reduce((sum, value) => sum + value, 0)") > 25


def test_other_noise_gives_other_completions_and_the_same_noise_the_same(browser, site):
    page = Opened(browser, site, "completions")
    first, again = page.run("[0, 1].map(() => [...panel.live.answers().all[0]])")
    assert first == again
    page.figure.find_element(By.CSS_SELECTOR, ".live-button").click()
    answers = page.run(
        "(({ all, mean }) => [all.map((one) => [...one]), [...mean]])(panel.live.answers())"
    )
    assert answers[0][0] != first
    assert len(answers[0]) == 50
    torch.testing.assert_close(torch.tensor(answers[0]).mean(0), torch.tensor(answers[1]))


def test_fifty_completions_come_while_a_reader_drags(browser, site):
    page = Opened(browser, site, "completions")
    took = page.run(
        "Array.from({ length: 20 }, () => { const begin = performance.now();"
        "panel.live.answers(); return performance.now() - begin; })"
    )
    assert statistics.median(took) < SLOWER * 100


def test_posterior_means_agree_with_the_oracle_and_medians_are_minimisers(browser, site):
    page = Opened(browser, site, "posterior")
    seen = 3 * torch.rand(20, 2, generator=torch.Generator().manual_seed(1)) - 1.5
    for law in densities():
        for sigma in (0.1, 0.3, 0.7):
            answers = page.run(
                "Live.load('data-toys').then((laws) => given[2].map((seen) => {"
                "const { posterior, mean, median } = Live.posterior, law = laws[given[0]];"
                "const shares = posterior(law, seen, given[1]);"
                "const m = median(law, shares);"
                "const spread = (at) => shares.reduce((sum, share, i) =>"
                " sum + share * Math.hypot(law.x[i] - at[0], law.y[i] - at[1]), 0);"
                "const steps = [[.01, 0], [-.01, 0], [0, .01], [0, -.01]];"
                "const least = spread(m) - 1e-9;"
                "const better = steps.some(([a, b]) => spread([m[0] + a, m[1] + b]) < least);"
                "return [mean(law, shares), better];}))",
                law.name,
                sigma,
                seen.tolist(),
            )
            exact = PosteriorMean(law, sigma)(seen.double())
            means = torch.tensor([mean for mean, _ in answers], dtype=torch.float64)
            assert (means - exact).abs().max() < 1e-4
            assert not any(better for _, better in answers)


def test_the_diffusion_sampler_takes_the_steps_that_pytorch_takes(browser, site):
    page = Opened(browser, site, "diffusion")
    start = 10 * torch.randn(10, 2, generator=torch.Generator().manual_seed(0))
    way = noise_levels(8, 0.05, 10.0)
    assert page.run("Live.diffusion.levels(8)") == pytest.approx(way)
    for law in densities()[:3]:  # the nodes of the mixture are too few for the smallest level
        ends = page.run(
            "Live.load('data-toys').then((laws) => given[1].map((point) => {"
            "const way = Live.diffusion.levels(8);"
            "for (let k = 0; k < 8; k++)"
            " point = Live.diffusion.step(laws[given[0]], point, way[k], way[k + 1]);"
            "return point; }))",
            law.name,
            start.tolist(),
        )
        expected = follow_noise(
            lambda noisy, sigma, law=law: PosteriorMean(law, sigma, nodes=512)(noisy),
            start.double(),
            way,
        )
        assert (torch.tensor(ends, dtype=torch.float64) - expected).abs().max() < 1e-3


def test_fresh_noise_has_the_variance_of_ddpm(browser, site):
    page = Opened(browser, site, "diffusion")
    plain, fresh = page.run(
        "Live.load('data-toys').then((laws) => [0, 1].map((fresh) =>"
        " Live.diffusion.step(laws['moons'], [1, 2], 2, 1.5, fresh, () => 0)))"
    )
    moved = page.run(
        "Live.load('data-toys').then((laws) =>"
        " Live.diffusion.step(laws['moons'], [1, 2], 2, 1.5, 1, () => 1))"
    )
    spread = 1.5 * (1 - 1.5**2 / 2**2) ** 0.5
    assert [a - b for a, b in zip(moved, fresh, strict=True)] == pytest.approx([spread] * 2)
    assert plain != pytest.approx(fresh)


def test_the_steps_of_the_diffusion_sampler_are_buttons(browser, site):
    page = Opened(browser, site, "diffusion")
    buttons = page.figure.find_elements(By.CSS_SELECTOR, ".live-button")
    place = page.run("panel.live.state.place")
    buttons[0].click()
    assert page.run("panel.live.state.place") == place + 1
    buttons[1].click()
    assert page.run("panel.live.state.place === panel.live.state.steps")
    assert page.run("Math.max(...panel.live.state.points.flat().map(Math.abs))") < 1.5
    buttons[2].click()
    assert page.run("panel.live.state.place") == 0


@pytest.mark.parametrize("kind", ["noise", "erasure"])
def test_means_over_digits_agree_with_the_oracle(browser, site, kind):
    page = Opened(browser, site, "digits")
    kept = np.load(live.DIGITS)
    prior = torch.from_numpy(kept["prior"]).flatten(1) / 255
    generator = torch.Generator().manual_seed(0)
    if kind == "noise":
        seen = prior[:20] + torch.randn(20, 784, generator=generator)
        oracle = EmpiricalPosterior(prior, GaussianLikelihood(1.0))
    else:
        prior = (prior > 0.5).float()
        seen = prior[:20] * (torch.rand(20, 784, generator=generator) > 0.9)
        oracle = EmpiricalPosterior(prior, ErasureLikelihood(0.9))
    found = page.run(
        "given[0].map((seen) => { const { mean, size } = Live.digits.posterior("
        "panel.live.prior, Float32Array.from(seen), { kind: given[1], level: given[2] });"
        "return [[...mean], size]; })",
        seen.tolist(),
        kind,
        1.0 if kind == "noise" else 0.9,
    )
    summary = oracle.summary(seen)
    means = torch.tensor([mean for mean, _ in found])
    sizes = torch.tensor([size for _, size in found])
    assert (means - summary.mean).abs().max() < 1e-4
    torch.testing.assert_close(sizes, summary.effective_sample_size, rtol=1e-3, atol=0)


@pytest.mark.parametrize(
    ("loss", "causes", "sigma", "answer"),
    [
        ("L2", 0, 0.5, 0.3),
        ("L1", 0, 0.0, 0.0),
        ("L1", 0, 0.29, 0.163),
        ("L1", 0, 0.5, 0.243),
        ("L0", 2, 0.0, 0.0),
        ("L0", 2, 0.2, 0.698),
    ],
)
def test_answers_of_the_losses_are_known(browser, site, loss, causes, sigma, answer):
    page = Opened(browser, site, "risk")
    found = page.run(
        "Live.risk.best(given[0], Object.values(Live.risk.causes)[given[1]], given[2])",
        loss,
        causes,
        sigma,
    )
    assert found == pytest.approx(answer, abs=1e-3)


def test_a_figure_starts_is_described_and_the_console_is_silent(figure):
    assert figure.status()
    assert figure.canvas().get_attribute("aria-label")
    assert not figure.figure.find_element(By.CSS_SELECTOR, ".live-static").is_displayed()
    assert console(figure.browser) == []


def test_the_observation_moves_by_mouse_and_by_keyboard(browser, site):
    page = Opened(browser, site, "posterior")
    seen = "panel.live.state.seen"
    page.canvas().send_keys(Keys.ARROW_LEFT)
    assert page.run(seen) == pytest.approx([0.95, 0.0])
    ActionChains(browser).move_to_element_with_offset(page.canvas(), 30, 40).click().perform()
    side = page.run("panel.querySelector('canvas').clientWidth")
    assert page.run(seen) == pytest.approx([30 * 3.5 / side, -40 * 3.5 / side], abs=0.03)


def test_the_observation_moves_by_touch(browser, site):
    page = Opened(browser, site, "posterior")
    page.settled()
    box = page.run(
        "(({ x, y, width }) => [x, y, width])"
        "(panel.querySelector('canvas').getBoundingClientRect())"
    )
    point = {"x": box[0] + box[2] / 4, "y": box[1] + box[2] / 2}
    touch = "Input.dispatchTouchEvent"
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    browser.execute_cdp_cmd(touch, {"type": "touchStart", "touchPoints": [point]})
    browser.execute_cdp_cmd(touch, {"type": "touchEnd", "touchPoints": []})
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
    assert page.run("panel.live.state.seen") == pytest.approx([-0.875, 0.0], abs=0.03)


def test_every_control_changes_what_is_said(figure):
    places = By.CSS_SELECTOR, "select, input[type=range]"
    # A choice may bring another slider with it: controls are looked up anew.
    for place in range(len(figure.figure.find_elements(*places))):
        control = figure.figure.find_elements(*places)[place]
        before = figure.status()
        control.send_keys(Keys.ARROW_DOWN if control.tag_name == "select" else Keys.ARROW_LEFT)
        WebDriverWait(figure.browser, 10).until(lambda _, before=before: figure.status() != before)
    assert console(figure.browser) == []


def test_what_is_drawn_follows_the_theme(figure):
    pixels = "panel.querySelector('canvas').toDataURL()"
    light = figure.run(pixels)
    figure.browser.execute_script("document.documentElement.dataset.theme = 'dark'")
    figure.run("new Promise((done) => setTimeout(done, 200))")
    assert figure.run(pixels) != light
    figure.browser.execute_script("document.documentElement.dataset.theme = 'light'")


def test_on_paper_the_picture_stands_in_the_figures_place(figure):
    figure.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert figure.figure.find_element(By.CSS_SELECTOR, ".live-static").is_displayed()
    assert not figure.figure.find_element(By.CSS_SELECTOR, ".live-panel").is_displayed()


def test_the_picture_for_paper_shows_the_whole_figure(figure):
    whole = figure.run("(({ width, height }) => height / width)(panel.querySelector('canvas'))")
    picture = (
        f"document.querySelector('[data-figure={figure.name}] .live-static')"
        ".parentElement.querySelector('img')"
    )
    figure.run(f"{picture}.decode().catch(() => 0)")
    shown = figure.run(f"{picture}.naturalHeight / {picture}.naturalWidth")
    assert shown == pytest.approx(whole, rel=0.1)


@pytest.mark.parametrize("width", [390, 768, 1400])
def test_a_figure_fits_the_screen(figure, width):
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    figure.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    figure.run("new Promise((done) => setTimeout(done, 200))")
    assert figure.run("document.documentElement.scrollWidth") <= width
    assert figure.run("panel.scrollWidth - panel.clientWidth") <= 0


@pytest.mark.parametrize(("network", "limit"), [("dense", 100), ("convolutional", 300)])
def test_networks_answer_while_a_reader_waits(browser, site, network, limit):
    page = Opened(browser, site, "digits")
    shape = [784, 1, 1] if network == "dense" else [1, 28, 28]
    took = page.run(
        "Promise.all([Live.load('networks'), Live.load(`data-${given[0]}-erasure`)])"
        ".then(([n, data]) => { const forward = n.network(data), x = panel.live.test[0];"
        "return Array.from({ length: 20 }, () => { const begin = performance.now();"
        "forward(x, given[1]); return performance.now() - begin; }); })",
        network,
        shape,
    )
    assert statistics.median(took) < SLOWER * limit


@pytest.mark.parametrize("page", sorted(Path("book").rglob("*.ipynb"), key=str), ids=str)
def test_a_page_loads_at_most_four_megabytes_of_data(site, page):
    text = (site / page.with_suffix(".html")).read_text(encoding="utf-8")
    folder = site / "_static" / "live"
    size = {path.stem: path.stat().st_size for path in folder.glob("data-*.js")}
    needs = {
        "posterior": ["data-toys"],
        "diffusion": ["data-toys"],
        "risk": [],
        "digits": [n for n in size if n not in {"data-toys", "data-latents", "data-completions"}],
        "latents": ["data-latents"],
        "completions": ["data-completions", "data-digits"],
    }
    wanted = {
        name for figure in needs if f'data-figure="{figure}"' in text for name in needs[figure]
    }
    assert sum(size[name] for name in wanted) <= live.LIMIT, json.dumps(size)
