"""Takes the scripts of Thebe out of every page.

Jupyter Book adds them always, and twice, which is an error in the browser's console. They would
run cells on a public server, which the book does not use: Colab is one click away.
"""

from docutils import nodes
from sphinx.application import Sphinx


def _is_of_thebe(script: object) -> bool:
    attributes = getattr(script, "attributes", {})
    return "thebe" in f"{getattr(script, 'filename', '')} {attributes.get('body', '')}".lower()


def _drop(
    _app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    context["script_files"] = [s for s in context["script_files"] if not _is_of_thebe(s)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Filters the scripts once all extensions have added theirs."""
    app.connect("html-page-context", _drop, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
