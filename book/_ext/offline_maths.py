"""Carries MathJax in the built book, so that formulas appear without any network.

The package `sphinx-mathjax-offline` holds all of MathJax (24 MB). The book takes the one script
that knows every TeX extension, and the fonts: 1.7 MB, copied when the build has finished.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

from sphinx.application import Sphinx

SCRIPT = Path("tex-chtml-full.js")
FONTS = Path("output/chtml/fonts/woff-v2")


def _source() -> Path:
    # The module's name has hyphens: it cannot be imported, only found.
    return Path(find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"


def _copy(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    # In the output's _static only: scripts in the source's _static would load on every page.
    target = Path(app.outdir) / "_static" / "mathjax"
    (target / FONTS).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_source() / SCRIPT, target / SCRIPT)
    for font in (_source() / FONTS).glob("*.woff"):
        shutil.copyfile(font, target / FONTS / font.name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Points Sphinx's mathematics to the copy."""
    app.config.mathjax_path = f"mathjax/{SCRIPT}"
    app.connect("build-finished", _copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
