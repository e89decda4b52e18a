"""`dlc info`: what is here."""

from typing import Annotated

import typer

from dlc_support.cli.downloads import list_data
from dlc_support.cli.words import in_words


def info(
    pages: Annotated[
        bool, typer.Option("--pages", help="List the pages whose outputs are out of date.")
    ] = False,
) -> None:
    """Show versions, device, budget and data; with --pages, what must be recorded again."""
    with in_words():
        if pages:
            _stale()
            return
        from dlc_support.data import data_directory
        from dlc_support.training.start import on_colab, report

        typer.echo(report(where=str(data_directory()), colab=on_colab()))
        list_data()


def _stale() -> None:
    from dlc_support.pages import stale_pages
    from dlc_support.repository import repository

    found = stale_pages()
    for stale in found:
        typer.echo(f"{stale.page.relative_to(repository()).as_posix()} {stale.reason}")
    if found:
        raise typer.Exit(1)
    typer.echo("all pages are recorded from the code that is here")
