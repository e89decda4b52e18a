"""`dlc info`: what is here."""

from typing import Annotated

import typer

from dlc_support.cli.downloads import list_data
from dlc_support.cli.words import in_words


def info(
    pages: Annotated[
        bool, typer.Option("--pages", help="List the pages whose outputs are out of date.")
    ] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="List the tables whose code has changed.")
    ] = False,
) -> None:
    """Show versions, device, budget and data; or what must be recorded again."""
    with in_words():
        if pages or tables:
            _stale(pages=pages, tables=tables)
            return
        from dlc_support.data import data_directory
        from dlc_support.training.start import on_colab, report

        typer.echo(report(where=str(data_directory()), colab=on_colab()))
        list_data()


def _stale(*, pages: bool, tables: bool) -> None:
    """Says what is out of date, and ends with status 1 if anything is."""
    from dlc_support.repository import repository

    found = []
    if pages:
        from dlc_support.pages import stale_pages

        for stale in stale_pages():
            found.append(f"{stale.page.relative_to(repository()).as_posix()} {stale.reason}")
    if tables:
        from dlc_support.tables import few_seeds, stale_tables

        found += stale_tables()
        typer.echo("".join(f"{line}\n" for line in few_seeds()), nl=False)
    typer.echo("".join(f"{line}\n" for line in found), nl=False)
    if found:
        raise typer.Exit(1)
    what = " and ".join(["pages"] * pages + ["tables"] * tables)
    typer.echo(f"all {what} are recorded from the code that is here")
