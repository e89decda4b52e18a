"""Lets docstrings write mathematics as the pages do: `$...$` in the line, `$$...$$` apart."""

import re

from sphinx.application import Sphinx

# Doctests and ``literals`` come first, so that a dollar in them is left alone.
PIECES = re.compile(
    r"(?P<literal>``.+?``|^[ ]*>>>.*$)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|(?<![\\$])\$(?P<inline>[^$]+)\$(?P<glued>\w)?",
    flags=re.DOTALL | re.MULTILINE,
)


def to_roles(text: str) -> str:
    r"""The docstring with its dollars turned into the roles of reStructuredText.

    Example:
        >>> to_roles(r"Draws $x + \\sigma z$.")
        'Draws :math:`x + \\\\sigma z`.'
    """
    return PIECES.sub(_role, text)


def _role(found: re.Match[str]) -> str:
    if found["literal"]:
        return found[0]
    if found["display"]:
        line_start = found.string.rfind("\n", 0, found.start()) + 1
        margin = re.match(" *", found.string[line_start:])[0]
        formula = " ".join(found["display"].split())
        return f"\n\n{margin}.. math:: {formula}\n\n{margin}"
    role = f":math:`{' '.join(found['inline'].split())}`"
    # A role ends at a space or a mark; an escaped space lets a letter follow.
    return f"{role}\\ {found['glued']}" if found["glued"] else role


def _process(
    _app: Sphinx, what: str, _name: str, _obj: object, _options: object, lines: list[str]
) -> None:
    lines[:] = to_roles("\n".join(lines)).split("\n")
    if what == "property":
        # Else Napoleon takes the words before a colon for a type; an empty comment hides them.
        lines[:0] = ["..", ""]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the change of docstrings with Sphinx."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", _process, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
