"""How a table looks: lines of text under a head, as Markdown and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from dlc_support.evaluation.intervals import Interval
from dlc_support.tables.cell import cell
from dlc_support.words import counted, duration

if TYPE_CHECKING:
    from dlc_support.tables.table import Table


@dataclass(frozen=True)
class Sheet:
    """A table as it is shown; a notebook displays it.

    Attributes:
        head: What stands above each column.
        lines: The text of each cell, line by line.
        labels: How many of the first columns name the line.
        caption: What is shown.
        notes: Verdicts, one a line.
        footnote: The circumstances.
    """

    head: Sequence[str]
    lines: Sequence[Sequence[str]]
    labels: int
    caption: str = ""
    notes: Sequence[str] = ()
    footnote: str = ""

    def to_markdown(self) -> str:
        """The lines as a pipe table."""
        rule = ["---"] * self.labels + ["---:"] * (len(self.head) - self.labels)
        return "\n".join(f"| {' | '.join(line)} |" for line in (self.head, rule, *self.lines))

    def report(self) -> str:
        """Caption, lines, notes and footnote, as Markdown."""
        notes = "\n".join(f"- {note}" for note in self.notes)
        parts = (self.caption, self.to_markdown(), notes, self.footnote)
        return "\n\n".join(filter(None, parts))

    def _repr_html_(self) -> str:
        count = len(self.head)
        # A number is not parted from its interval.
        numbers = ['td style="white-space: nowrap"'] * (count - self.labels)
        kinds = ['th scope="row"'] * self.labels + numbers
        head = _html(['th scope="col"'] * count, self.head)
        body = "".join(f"<tr>{_html(kinds, line)}</tr>" for line in self.lines)
        notes = _html(["li"] * len(self.notes), self.notes)
        return (
            f'<table class="table"><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"{notes and f'<ul>{notes}</ul>'}<p>{escape(self.footnote)}</p>"
        )


def _html(tags: Sequence[str], texts: Sequence[str]) -> str:
    pairs = zip(tags, texts, strict=True)
    return "".join(f"<{tag}>{escape(text)}</{tag.split()[0]}>" for tag, text in pairs)


def long(table: "Table") -> Sheet:
    """A line for each row of each group, a column for each column."""
    grouped = table.groups != [""]
    lines, before = [], ""
    for group in table.groups:
        for row in table.rows_of(group):
            numbers = [number(table, group, row, column) for column in table.columns]
            lines.append([group if group != before else ""] * grouped + [row, *numbers])
            before = group
    return _sheet(table, [""] * (1 + grouped) + table.columns, lines, 1 + grouped)


def wide(table: "Table", column: str) -> Sheet:
    """One column's numbers: a line for each group, a column for each row."""
    table = table.part(columns=[column])
    lines = [
        [group, *(number(table, group, row, column) for row in table.rows)]
        for group in table.groups
    ]
    return _sheet(table, [column, *table.rows], lines, 1)


def _sheet(table: "Table", head: list[str], lines: list[list[str]], labels: int) -> Sheet:
    notes = [str(verdict) for verdict in table.verdicts()]
    return Sheet(head, lines, labels, table.caption, notes, footnote(table))


def number(table: "Table", *names: str) -> str:
    """The text of a cell: mean, half width of its interval, and the source's number.

    From a single seed the interval is the one over test images, with its ends. A cell that the
    table has not is empty.
    """
    where = cell(*names)
    small = all(abs(table.mean(*other)) <= 1 for other in table.values if other[-1] == where[-1])
    decimals = 3 if small else 2
    parts = []
    if where in table.values:
        parts.append(f"{table.mean(*where):.{decimals}f}")
        if len(table.seeds) > 1:
            parts.append(f"± {table.interval(*where).half:.{decimals}f}")
        elif images := table.over_images(*where):
            parts.append(f"[{images[0].low:.{decimals}f}, {images[0].high:.{decimals}f}]")
    if (source := table.published.get(where)) is not None:
        known = isinstance(source, Interval)
        text = f"{source.mean:g} ± {source.half:.2g}" if known else f"{source:g}"
        parts.append(f"(source: {text})")
    return " ".join(parts)


def footnote(table: "Table") -> str:
    """One sentence on the circumstances."""
    here, count = table.provenance, len(table.seeds)
    mean = sum(table.seconds) / count
    trained = f", {duration(mean)} of training a seed" if table.seconds else ""
    return (
        f"{counted(count, 'seed')}, budget {here.budget}, data: {here.data}; "
        f"{here.device}{trained}; dlc-support {here.versions['dlc-support']}, {here.date}."
    )
