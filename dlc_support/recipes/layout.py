"""How a table looks: as JSON, Markdown, HTML."""

import html as escape
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlc_support.recipes.table import Table

_FLAT_LIST = re.compile(r"\[\n\s*([^\[\]{}]*?)\n\s*\]")
NARROW = "&nbsp;±&nbsp;"  # a number and its interval stay on one line
_BREAK = re.compile(r",\n\s*")


def dumps(content: Mapping[str, Any]) -> str:
    """JSON with a line per number of the table, so that a changed number is a changed line.

    Example:
        >>> print(dumps({"values": {"row": {"column": [1.0, 2.0]}}}))
        {
         "values": {
          "row": {
           "column": [1.0, 2.0]
          }
         }
        }
    """
    text = json.dumps(_rounded(content), indent=1, ensure_ascii=False, allow_nan=False)
    return _FLAT_LIST.sub(lambda found: f"[{_BREAK.sub(', ', found[1])}]", text)


def _rounded(value: object) -> object:
    """Seven digits: all that float32 holds, and files stay small."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def markdown(table: "Table", rows: Sequence[str], columns: Sequence[str], decimals: int) -> str:
    """Rows and columns as a pipe table; an empty cell is a number that the recipe has not."""
    lines = ["| " + " | ".join(["", *columns]) + " |", "|---" + "|---:" * len(columns) + "|"]
    for row in rows:
        numbers = [number(table, row, column, decimals) for column in columns]
        lines.append("| " + " | ".join([row, *numbers]) + " |")
    return "\n".join(lines)


def number(table: "Table", row: str, column: str, decimals: int) -> str:
    """One cell: mean, half width of its interval (one seed: over images), the source's number."""
    if column not in table.values.get(row, {}):
        return ""
    text = f"{table.mean(row, column):.{decimals}f}"
    if len(table.seeds) > 1:
        interval = table.interval(row, column)
        text += f" ± {(interval.high - interval.low) / 2:.{decimals}f}"
    elif images := table.over_images(row, column):
        text += f" [{images[0].low:.{decimals}f}, {images[0].high:.{decimals}f}]"
    there = table.paper.get(row, {}).get(column)
    return text if there is None else f"{text} (source: {there:g})"


def html(table: "Table", decimals: int = 2) -> str:
    """The table for a page, with caption, verdicts and circumstances."""
    head = "".join(f'<th scope="col">{escape.escape(c)}</th>' for c in ["", *table.columns])
    body = "".join(_html_row(table, row, decimals) for row in table.rows)
    verdicts = "".join(f"<li>{escape.escape(str(v))}</li>" for v in table.verdicts())
    return (
        f'<table class="table"><caption>{escape.escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        + (f"<ul>{verdicts}</ul>" if verdicts else "")
        + f"<p>{escape.escape(footnote(table))}</p>"
    )


def _html_row(table: "Table", row: str, decimals: int) -> str:
    numbers = "".join(
        f"<td>{escape.escape(number(table, row, column, decimals)).replace(' ± ', NARROW)}</td>"
        for column in table.columns
    )
    return f'<tr><th scope="row">{escape.escape(row)}</th>{numbers}</tr>'


def footnote(table: "Table") -> str:
    """One sentence on the circumstances."""
    here = table.provenance
    return (
        f"{len(table.seeds)} seeds, budget {here.budget}, data: {here.data}; {here.device}, "
        f"{sum(table.seconds) / len(table.seeds):.0f} s a seed; "
        f"dlc-support {here.versions['dlc-support']}, {here.date}."
    )
