"""The table that closes a chapter: published numbers beside ours, and what else differs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dlc_support.evaluation.intervals import Interval
from dlc_support.tables.cell import Cell
from dlc_support.tables.layout import Sheet, footnote, number
from dlc_support.tables.table import Table


def beside_source(
    table: Table,
    protocol: Sequence[str] = (),
    *,
    others: Mapping[str, Mapping[Cell, float]] | None = None,
    caption: str = "",
) -> Sheet:
    """Ours, the published number, and the gap between them, line by line.

    Args:
        table: A recorded table; each of its `published` numbers gives a line.
        protocol: What differs between ours and the source's beside the numbers, one sentence each.
        others: Published numbers of other networks, by what they are, beside the cell of ours that
            they are compared with.
        caption: What is shown.

    Returns:
        The lines, with the protocol as notes; the footnote gives our seeds, data and budget.

    Raises:
        KeyError: If a number of `others` has no cell in the table.

    Example:
        >>> from dlc_support.provenance import Provenance
        >>> here = Provenance({"dlc-support": "0"}, "CPU", 1, "full", "drawn", "2026-01-01")
        >>> where = ("", "network", "dB")
        >>> table = Table("t", {where: [20.0]}, [0], {}, [], here, published={where: 21.5})
        >>> print(beside_source(table).to_markdown())
        |  | ours | published | gap |
        | --- | ---: | ---: | ---: |
        | network, dB | 20.00 | 21.5 | -1.50 |
    """
    told = [(where, "", source) for where, source in table.published.items()]
    for what, numbers in (others or {}).items():
        told += [(where, f" (published: {what})", source) for where, source in numbers.items()]
    plain = replace(table, published={})
    lines = []
    for where, what, source in told:
        if not what and where not in table.values:  # a row that a quick run leaves out
            continue
        mean = source.mean if isinstance(source, Interval) else source
        gap = f"{table.mean(*where) - mean:+.2f}"
        label = ", ".join(filter(None, where)) + what
        lines.append([label, number(plain, *where), f"{mean:g}", gap])
    head = ["", "ours", "published", "gap"]
    return Sheet(head, lines, 1, caption, protocol, footnote(table))
