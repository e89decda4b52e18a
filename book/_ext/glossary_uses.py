"""Links back from the glossary: under each term the pages that refer to it."""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def _uses(env: BuildEnvironment) -> dict[str, set[str]]:
    """Terms in small letters, by page."""
    if not hasattr(env, "glossary_uses"):
        env.glossary_uses = {}
    return env.glossary_uses


def _collect(app: Sphinx, doctree: nodes.document) -> None:
    if next(iter(doctree.findall(addnodes.glossary)), None) is None:
        references = doctree.findall(addnodes.pending_xref)
        terms = {link["reftarget"].lower() for link in references if link["reftype"] == "term"}
        _uses(app.env)[app.env.docname] = terms


def _forget(_app: Sphinx, env: BuildEnvironment, page: str) -> None:
    _uses(env).pop(page, None)


def _merge(_app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    _uses(env).update({page: _uses(other)[page] for page in pages if page in _uses(other)})


def _append(app: Sphinx, doctree: nodes.document, page: str) -> None:
    env = app.env
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            # In a term as it is printed the apostrophe is a typographer's.
            terms = [term.astext().lower() for term in item.findall(nodes.term)]
            names = {term.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for term in terms}
            users = [user for user in env.titles if names & _uses(env).get(user, set())]
            if not users:
                continue
            links = nodes.paragraph("", "In: ", classes=["glossary-uses"])
            for user in users:
                target = app.builder.get_relative_uri(page, user)
                links += nodes.reference("", env.titles[user].astext(), refuri=target)
                links += nodes.Text("" if user == users[-1] else "; ")
            next(iter(item.findall(nodes.definition))).append(links)


def _again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The glossary is written anew whenever a page was."""
    return [page for page in env.titles if page.endswith("/glossary")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Collects references page by page, and appends them to the definitions at the end."""
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _again)
    app.connect("doctree-resolved", _append)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
