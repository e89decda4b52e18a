"""Writes what the live figures load: `python -m tools.live FOLDER`.

Networks and digits become script files, since a page that is opened from a folder may fetch
nothing else: half-precision weights and grey values in base64. `python -m tools.live --digits`
chooses the digits anew, from MNIST, and encodes those of the latent plane; `--pictures` takes the
static pictures from the built book.
"""

import argparse
import base64
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor, nn

from dlc_support.data import binarised, densities, mnist
from dlc_support.models import ConvAutoencoder
from dlc_support.weights import weights
from tools import small_networks
from tools.project import ROOT

SOURCES = ROOT / "book" / "_live"
DIGITS = SOURCES / "digits.npz"
PRIOR, TEST = 300, 10  # digits
ENCODED = 1000  # test digits whose codes are shown
NODES = 512  # of the quadrature of each density
SHOWN = 300  # draws of each density that are shown
LIMIT = 4_000_000  # bytes that a page may load
# The page whose figure is photographed for print and for readers without scripts.
PICTURES = {
    "posterior": "denoising/posterior_mean",
    "digits": "denoising/mnist_corruptions",
    "risk": "restoration/noise2noise",
    "latents": "variational/vae",
    "diffusion": "variational/diffusion",
    "completions": "variational/inpainting",
}


def layers(model: nn.Module) -> Iterator[dict]:
    """A network's layers in order, as `book/_live/networks.js` reads them.

    Raises:
        TypeError: For a layer that the page cannot compute.
    """
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            yield {"kind": "linear", "outputs": layer.out_features, **_numbers(layer)}
        elif isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            plain = (layer.padding, layer.dilation, layer.groups) == ((0, 0), (1, 1), 1)
            if not plain or len({*layer.kernel_size}) > 1 or len({*layer.stride}) > 1:
                raise TypeError(f"a live figure cannot compute {layer!r}")
            yield {
                "kind": "convolution" if isinstance(layer, nn.Conv2d) else "transposed",
                "outputs": layer.out_channels,
                "kernel": layer.kernel_size[0],
                "stride": layer.stride[0],
                **_numbers(layer),
            }
        elif isinstance(layer, nn.ReLU | nn.Sigmoid):
            yield {"kind": type(layer).__name__.lower()}
        elif not list(layer.children()):
            raise TypeError(f"a live figure cannot compute {layer!r}")


def _numbers(layer: nn.Linear | nn.Conv2d | nn.ConvTranspose2d) -> dict[str, str]:
    return {"weight": halves(layer.weight), "bias": halves(layer.bias)}


def halves(values: Tensor) -> str:
    """Numbers in half precision, little-endian, as base64."""
    return _base64(values.detach().half().numpy().astype("<f2").tobytes())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def recorded(name: str, model: nn.Module) -> nn.Module:
    """The model with its recorded weights."""
    model.load_state_dict(weights(name))
    return model


def toys() -> dict:
    """Each density's nodes and weights, and its networks by level of noise."""
    networks = recorded(small_networks.TOYS, small_networks.toy_denoisers())
    found = {}
    for law in densities():
        points, shares = law.nodes(NODES if law.name != "Gaussian mixture" else 4 * NODES)
        draws = law.sample(SHOWN, Generator().manual_seed(0))
        found[law.name] = {
            "x": _digits(points[:, 0], 7),
            "y": _digits(points[:, 1], 7),
            "weight": _digits(shares, 7),
            "draws": {"x": _digits(draws[:, 0], 4), "y": _digits(draws[:, 1], 4)},
            "networks": {
                f"{sigma:g}": list(layers(networks[small_networks.key(law.name, sigma)]))
                for sigma in small_networks.SIGMAS
            },
        }
    return found


def _digits(values: Tensor, count: int) -> list[float]:
    """Values with so many significant digits."""
    return [float(f"{value:.{count}g}") for value in values]


def digits() -> dict:
    """The digits to choose from, and those of the prior."""
    kept = np.load(DIGITS)
    return {
        "test": _base64(kept["test"].tobytes()),
        "labels": kept["labels"].tolist(),
        "prior": _base64(kept["prior"].tobytes()),
        "trained": {"erasure": "p = 0.9", "noise": "σ = 0.1", "block": "a block of 10x10"},
    }


def latents() -> dict:
    """The decoder of the latent plane, to probabilities, and the codes of test digits."""
    decoder = recorded(small_networks.PLANE, small_networks.plane()).decoder
    kept = np.load(DIGITS)
    return {
        "decoder": [*layers(nn.Sequential(decoder, nn.Sigmoid()))],
        **{
            axis: _digits(values, 4)
            for axis, values in zip("xy", torch.tensor(kept["codes"]).T, strict=True)
        },
        "labels": kept["code_labels"].tolist(),
    }


def completions() -> dict:
    """Conditional prior and decoder for holes made of rectangles, the latter to probabilities."""
    model = recorded(small_networks.ANY_HOLE, small_networks.any_hole())
    return {
        "latents": model.latents,
        "prior": [*layers(model.prior)],
        "decoder": [*layers(nn.Sequential(model.decoder, nn.Sigmoid()))],
    }


def data() -> Iterator[tuple[str, object]]:
    """Everything that figures load, by name."""
    yield "data-toys", toys()
    yield "data-digits", digits()
    yield "data-latents", latents()
    yield "data-completions", completions()
    for kind, name in small_networks.CONVOLUTIONAL.items():
        yield f"data-convolutional-{kind}", list(layers(recorded(name, ConvAutoencoder())))
    for kind, name in small_networks.DENSE.items():
        yield f"data-dense-{kind}", list(layers(recorded(name, small_networks.dense())))


def write(folder: Path) -> None:
    """Writes scripts, style sheet and data into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in (*SOURCES.glob("*.js"), *SOURCES.glob("*.css")):
        shutil.copy(source, folder)
    for name, content in data():
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        script = f'window.Live.define("{name}",{text});\n'
        (folder / f"{name}.js").write_text(script, encoding="utf-8")


def choose_digits() -> None:
    """Keeps one test digit of each class, the first training digits as the prior, and codes."""
    there = mnist(embedded=False)
    encoder = recorded(small_networks.PLANE, small_networks.plane())
    with torch.no_grad():
        codes = encoder.encode(binarised(there.test, seed=0).inputs[:ENCODED]).mean
    firsts = [int((there.test.labels == label).nonzero()[0]) for label in range(TEST)]
    np.savez_compressed(
        DIGITS,
        test=_bytes(there.test.inputs[firsts]),
        labels=there.test.labels[firsts].numpy().astype(np.uint8),
        prior=_bytes(there.train.inputs[:PRIOR]),
        codes=codes.numpy().astype(np.float32),
        code_labels=there.test.labels[:ENCODED].numpy().astype(np.uint8),
    )


def _bytes(images: Tensor) -> np.ndarray:
    return (255 * images).round().to(torch.uint8).numpy()[:, 0]


# The canvas itself: a photograph of the page would hold what the page lays over it.
ON_WHITE = """
const copy = document.createElement("canvas");
[copy.width, copy.height] = [arguments[0].width, arguments[0].height];
const brush = copy.getContext("2d");
brush.fillStyle = "white";
brush.fillRect(0, 0, copy.width, copy.height);
brush.drawImage(arguments[0], 0, 0);
return copy.toDataURL("image/png");
"""


def take_pictures() -> None:
    """Takes each figure's canvas from the built book, in the light theme."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    options = ChromeOptions()
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--force-device-scale-factor=2",
        "--window-size=1300,1400",
    ):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    browser = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    for name, page in PICTURES.items():
        browser.get((ROOT / "_build" / "html" / "book" / f"{page}.html").as_uri())
        browser.execute_script("document.documentElement.dataset.theme = 'light'")
        figure = browser.find_element(By.CSS_SELECTOR, f"[data-figure={name}]")
        browser.execute_script("arguments[0].scrollIntoView({ block: 'center' })", figure)
        WebDriverWait(browser, 20).until(
            lambda _, it=figure: "live-ready" in it.get_dom_attribute("class")
        )
        time.sleep(1)
        canvas = figure.find_element(By.TAG_NAME, "canvas")
        picture = base64.b64decode(browser.execute_script(ON_WHITE, canvas).partition(",")[2])
        (ROOT / "book" / "_static" / f"live-{name}.png").write_bytes(picture)
    browser.quit()


def main() -> None:
    """Writes what figures load, chooses the digits, or takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where the files go")
    parser.add_argument("--digits", action="store_true", help="choose the digits anew")
    parser.add_argument("--pictures", action="store_true", help="take the static pictures anew")
    choices = parser.parse_args()
    if choices.digits:
        choose_digits()
    if choices.pictures:
        take_pictures()
    if choices.folder:
        write(choices.folder)


if __name__ == "__main__":
    main()
