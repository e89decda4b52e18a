"""How the chapter shows the table of seven corruptions: a line per condition."""

from dataclasses import dataclass
from html import escape

from dlc_support.recipes.claim import Verdict
from dlc_support.recipes.layout import footnote, number
from dlc_support.recipes.mnist_corruptions import (
    CONDITIONS,
    CONVOLUTIONAL,
    COPIED,
    DENSE,
    PSNR,
    SUBSET,
    SUBSET_SSIM,
    VALIDATION,
    row,
)
from dlc_support.recipes.table import Table

HEADS = ("", "corrupted", DENSE, CONVOLUTIONAL, "with the known pixels", "best simple baseline")


@dataclass(frozen=True)
class Overview:
    """One column of the recorded table, arranged by condition; shows itself in a notebook.

    Attributes:
        table: The recorded table, None outside a clone of the repository.
        column: `PSNR` or `SSIM` of `mnist_corruptions`.
    """

    table: Table | None
    column: str

    def cells(self, condition: str) -> list[str]:
        """The line of a condition; empty where the table has no number."""
        table = self.table
        methods = ("corrupted", DENSE, CONVOLUTIONAL, COPIED)
        numbers = [number(table, row(condition, m), self.column, 2) for m in methods]
        return [condition, *numbers, self._baseline(condition)]

    def _baseline(self, condition: str) -> str:
        best = best_simple(self.table, condition)
        name = best.removeprefix(row(condition, ""))
        shown = number(self.table, best, self.column, 2)
        if not shown:
            slow = SUBSET if self.column == PSNR else SUBSET_SSIM
            shown = f"{number(self.table, best, slow, 2)}*"
        return f"{shown} {name}"

    def _verdicts(self) -> list[Verdict]:
        """What the seeds say of the claims on this column."""
        everything = self.table.verdicts()
        return [one for one in everything if one.claim.larger[1].startswith(self.column[:4])]

    def _repr_html_(self) -> str:
        if self.table is None:
            return "<p>The recorded table stands in the book, on this page.</p>"
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADS)
        body = ""
        for condition in CONDITIONS:
            first, *rest = map(escape, self.cells(condition))
            numbers = "".join(f"<td>{cell}</td>" for cell in rest)
            body += f'<tr><th scope="row">{first}</th>{numbers}</tr>'
        verdicts = "".join(f"<li>{escape(str(one))}</li>" for one in self._verdicts())
        note = f"* on the first {self.table.config['subset']} test digits. {footnote(self.table)}"
        return (
            f'<table class="table"><caption>{escape(self.column)} under each corruption: mean '
            f"and half the width of the 95 % interval over training seeds.</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{escape(note)}</p>"
            + (
                f"<details><summary>Verdicts</summary><ul>{verdicts}</ul></details>"
                if verdicts
                else ""
            )
        )


def overview(column: str) -> Overview:
    """The recorded table by condition; outside a clone, a sentence that says where it is."""
    try:
        return Overview(Table.load("mnist-corruptions"), column)
    except FileNotFoundError:
        return Overview(None, column)


def best_simple(table: Table, condition: str) -> str:
    """Row of the baseline with the highest mean PSNR on validation images."""
    rows = [
        name
        for name in table.rows
        if name.startswith(row(condition, "")) and VALIDATION in table.values[name]
    ]
    return max(rows, key=lambda name: table.mean(name, VALIDATION))
