"""Figures on narrow screens: each scrolls in a box of its own before its text becomes too small.

A figure shrinks with the page, and its text with it. The box gives the picture the width at which
the smallest text of our figures is still readable; where the page is wider, it changes nothing.
"""

from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

from dlc_support.plotting.style import DPI, STYLE

OUTPUTS = "jupyter_execute"  # the folder that MyST-NB writes recorded pictures to
READABLE = 7  # pixels of the screen
SMALLEST = STYLE["xtick.labelsize"] * DPI / 72  # pixels of the picture: no text is smaller


class figure_box(nodes.General, nodes.Element):
    """The box in which a recorded picture scrolls."""


def _wrap(app: Sphinx, doctree: nodes.document, _page: str) -> None:
    for image in list(doctree.findall(nodes.image)):
        if Path(image["uri"]).parent.name == OUTPUTS:
            with Image.open(Path(app.srcdir) / image["uri"]) as picture:
                least = picture.width * READABLE / SMALLEST
            image.replace_self(figure_box("", image.deepcopy(), least=round(least)))


def _visit(translator: object, node: figure_box) -> None:
    style = f"--least: {node['least']}px"
    translator.body.append(translator.starttag(node, "div", CLASS="figure-box", style=style))


def _depart(translator: object, node: figure_box) -> None:
    translator.body.append("</div>\n")


def _pass(translator: object, node: figure_box) -> None:
    """Paper is wide enough."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Wraps the pictures of a page when its references are resolved."""
    app.add_node(figure_box, html=(_visit, _depart), latex=(_pass, _pass), text=(_pass, _pass))
    app.connect("doctree-resolved", _wrap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
