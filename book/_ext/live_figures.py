"""Live figures in built pages: the directive `live-figure`, and the files that it loads.

    ```{live-figure} posterior
    :picture: ../_static/live/posterior.png
    :alt: What the picture shows.
    :options: {"density": "moons"}

    The caption: what to do, and what to see.
    ```

Where scripts are off, and on paper, the picture stands in the figure's place. A figure is a script
`book/_live/NAME.js`; `tools/live.py` writes the data that it loads.
"""

import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = "_static/live"


class live_panel(nodes.General, nodes.Element):
    """The place that the script fills."""


class LiveFigure(SphinxDirective):
    """A figure that a reader can touch."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "picture": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "options": directives.unchanged,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """A figure with a caption, which holds the panel and the static picture."""
        name = self.arguments[0]
        script = Path(self.env.srcdir) / "book" / "_live" / f"{name}.js"
        if not script.is_file():
            raise self.error(f"there is no live figure {name!r}: {script.name} is not there")
        if missing := {"picture", "alt"} - set(self.options):
            raise self.error(f"a live figure needs the options {sorted(missing)}")
        options = json.loads(self.options.get("options", "{}"))
        image = nodes.image(uri=self.options["picture"], alt=self.options["alt"])
        image["classes"] = ["live-static"]
        panel = live_panel("", image, figure=name, options=json.dumps(options))
        caption = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, caption)
        text = caption.children[0] if caption.children else nodes.paragraph()
        figure = nodes.figure("", panel, nodes.caption("", "", *text.children))
        figure["classes"] = ["live"]
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def _visit(translator: object, node: live_panel) -> None:
    attributes = {"data-figure": node["figure"], "data-options": node["options"]}
    translator.body.append(translator.starttag(node, "div", "", CLASS="live-figure", **attributes))


def _depart(translator: object, node: live_panel) -> None:
    translator.body.append("</div>\n")


def _pass(translator: object, node: live_panel) -> None:
    """Elsewhere than in HTML there is the picture alone."""


def _load(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Pages without a live figure load nothing."""
    if doctree is not None and next(iter(doctree.findall(live_panel)), None) is not None:
        app.add_css_file("live/live.css")
        app.add_js_file("live/live.js", loading_method="defer")


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        from tools.live import write

        write(Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive, and writes the files when the pages are there."""
    app.add_node(live_panel, html=(_visit, _depart), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_directive("live-figure", LiveFigure)
    app.connect("html-page-context", _load)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
