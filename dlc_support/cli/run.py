"""`dlc run`: a page from top to bottom."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from dlc_support.cli.options import BudgetName
from dlc_support.cli.words import in_words
from dlc_support.progress import progress_bar


def run(
    page: Annotated[str, typer.Argument(help="A page: its path, or a short name (toy_2d).")],
    budget: Annotated[BudgetName, typer.Option(help="What it may cost.")] = BudgetName.quick,
    output: Annotated[
        Path | None, typer.Option(help="Write the executed notebook here, not into the page.")
    ] = None,
    in_place: Annotated[
        bool | None,
        typer.Option(help="Store the outputs in the page; done at the full budget."),
    ] = None,
    allow_embedded: Annotated[
        bool, typer.Option(help="Store a full recording made on the embedded digits.")
    ] = False,
) -> None:
    """Execute a page from top to bottom; at the full budget, store its outputs in it."""
    from dlc_support.pages import find_page, record

    with in_words():
        if output is not None and in_place:
            raise ValueError("--output and --in-place exclude each other")
        stored = output is not None or (budget == "full" if in_place is None else in_place)
        path = find_page(page)
        with _cells(path.stem) as progress:
            recording = record(
                path,
                budget=budget.value,
                output=output,
                store=stored,
                allow_embedded=allow_embedded,
                progress=progress,
            )
        typer.echo(f"{recording}\n{f'stored in {output or path}' if stored else 'not stored'}")


@contextmanager
def _cells(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over the cells of a page; none where the output is no terminal."""
    with progress_bar(desc=name, unit="cell", show=None) as bar:

        def move(over: int, count: int) -> None:
            bar.total = count
            bar.update(over - bar.n)

        yield move
