"""Sends "Open issue" to the repository's form, with the page filled in."""

from urllib.parse import urlencode

from docutils import nodes
from sphinx.application import Sphinx

FORM = "page.yml"


def _buttons(buttons: list[dict]) -> list[dict]:
    inner = [button for group in buttons for button in _buttons(group.get("buttons", []))]
    return buttons + inner


def _use_form(
    _app: Sphinx, page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    for button in _buttons(context.get("header_buttons", [])):
        address, found, _ = button.get("url", "").partition("/issues/new?")
        if found:
            query = urlencode({"template": FORM, "page": page, "title": f"{page}: "})
            button["url"] = f"{address}/issues/new?{query}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Rewrites the button after the theme has made it."""
    app.connect("html-page-context", _use_form, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
