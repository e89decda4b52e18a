"""How a table looks: as JSON, Markdown, HTML."""

import html as escape
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlc_support.recipes.table import Table

_FLAT_LIST = re.compile(r"\[\n\s*([^\[\]{}]*?)\n\s*\]")
ONE_LINE = 'style="white-space: nowrap"'  # a number is not parted from its interval
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


def markdown(table: "Table", rows: Sequence[str], columns: Sequence[str]) -> str:
    """Rows and columns as a pipe table; an empty cell is a number that the recipe has not."""
    lines = ["| " + " | ".join(["", *columns]) + " |", "|---" + "|---:" * len(columns) + "|"]
    for row in rows:
        numbers = [number(table, row, column) for column in columns]
        lines.append("| " + " | ".join([row, *numbers]) + " |")
    return "\n".join(lines)


def number(table: "Table", row: str, column: str, decimals: int | None = None) -> str:
    """One cell: mean, half width of its interval (one seed: over images), the source's number.

    Args:
        table: The table.
        row: Name of the row.
        column: Name of the column; where there is no such number the cell is empty.
        decimals: How many; None gives three to a column within [-1, 1], else two.
    """
    if column not in table.values.get(row, {}):
        return ""
    decimals = _decimals(table, column) if decimals is None else decimals
    text = f"{table.mean(row, column):.{decimals}f}"
    if len(table.seeds) > 1:
        interval = table.interval(row, column)
        text += f" ± {(interval.high - interval.low) / 2:.{decimals}f}"
    elif images := table.over_images(row, column):
        text += f" [{images[0].low:.{decimals}f}, {images[0].high:.{decimals}f}]"
    there = table.paper.get(row, {}).get(column)
    return text if there is None else f"{text} (source: {there:g})"


def _decimals(table: "Table", column: str) -> int:
    means = (table.mean(row, column) for row in table.rows if column in table.values[row])
    return 3 if all(abs(mean) <= 1 for mean in means) else 2


def html(table: "Table") -> str:
    """The table for a page, with caption, verdicts and circumstances."""
    head = "".join(f'<th scope="col">{escape.escape(c)}</th>' for c in ["", *table.columns])
    body = "".join(_html_row(table, row) for row in table.rows)
    verdicts = "".join(f"<li>{escape.escape(str(v))}</li>" for v in table.verdicts())
    return (
        f'<table class="table"><caption>{escape.escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        + (f"<ul>{verdicts}</ul>" if verdicts else "")
        + f"<p>{escape.escape(footnote(table))}</p>"
    )


def _html_row(table: "Table", row: str) -> str:
    numbers = "".join(
        f"<td {ONE_LINE}>{escape.escape(number(table, row, column))}</td>"
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
