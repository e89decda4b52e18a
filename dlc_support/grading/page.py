"""A page of HTML that needs nothing but a browser."""

from collections.abc import Sequence
from html import escape

FRAME = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; }}
pre {{ white-space: pre-wrap; }}
th, td {{ border-bottom: 1px solid #999; padding: 0.3rem 0.8rem; text-align: left; }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(title: str, *parts: str) -> str:
    """A page of a title and parts that are HTML already."""
    return FRAME.format(title=escape(title), body="\n".join(parts))


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>"


def quotation(title: str, text: str) -> str:
    """Somebody's text, as it is, under a heading."""
    return f"<h2>{escape(title)}</h2>\n<pre>{escape(text)}</pre>"


def link(text: str, address: str) -> str:
    """A paragraph that leads elsewhere."""
    return f'<p><a href="{escape(address)}">{escape(text)}</a></p>'


def table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    """A table of plain values.

    Example:
        >>> "<td>&lt;b&gt;</td>" in table(["a"], [["<b>"]])
        True
    """
    lines = [_row(head, "th"), *(_row(row, "td") for row in rows)]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _row(values: Sequence[object], kind: str) -> str:
    cells = "".join(f"<{kind}>{escape(str(value))}</{kind}>" for value in values)
    return f"<tr>{cells}</tr>"
