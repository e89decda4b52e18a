"""`dlc reproduce`: a table of the course, run again."""

from pathlib import Path
from typing import Annotated

import typer

from dlc_support.cli.options import BudgetName
from dlc_support.cli.words import in_words


def reproduce(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The table. None lists them.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many; an interval needs two.")] = 5,
    jobs: Annotated[int, typer.Option(min=1, help="Seeds at a time, each in a process.")] = 1,
    budget: Annotated[
        BudgetName | None, typer.Option(help="What it may cost; as pages where it is not given.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder for JSON and CSV, not the repository's results/.")
    ] = None,
    allow_embedded: Annotated[
        bool, typer.Option(help="Write a full table made on the embedded digits.")
    ] = False,
) -> None:
    """Complete a table, seed by seed; seeds that are recorded or kept are not run again."""
    from dlc_support import tables

    with in_words():
        if name is None:
            typer.echo("\n".join(tables.available()))
            return
        table = tables.reproduce(
            name,
            seeds,
            jobs=jobs,
            budget=budget and budget.value,
            output=output,
            allow_embedded=allow_embedded,
        )
        typer.echo(table.long().report())
