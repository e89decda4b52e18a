"""The command `dlc`: one subcommand for each thing that readers and teachers do often.

Nothing is computed here: each subcommand is a thin call of a public function.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="dlc",
    help="Data, pages and tables of the course on denoising autoencoders.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class BudgetName(StrEnum):
    """How much a run may cost."""

    quick = "quick"
    full = "full"


@contextmanager
def _in_words() -> Iterator[None]:
    """Turns what a user can mend into one message and exit status 1; bugs keep their traceback."""
    from dlc_support.data import DownloadError
    from dlc_support.pages import PageFailed

    try:
        yield
    except (ValueError, OSError, DownloadError, PageFailed) as error:
        typer.echo(f"dlc: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def info(
    pages: Annotated[
        bool, typer.Option("--pages", help="List the pages whose outputs are out of date.")
    ] = False,
) -> None:
    """Show versions, device, budget and data; with --pages, what must be recorded again."""
    with _in_words():
        if pages:
            _stale()
            return
        from dlc_support.data import data_directory
        from dlc_support.training.start import on_colab, report

        typer.echo(report(where=str(data_directory()), colab=on_colab()))
        _list_data()


def _stale() -> None:
    from dlc_support.pages import stale_pages
    from dlc_support.repository import repository

    found = stale_pages()
    for stale in found:
        typer.echo(f"{stale.page.relative_to(repository()).as_posix()} {stale.reason}")
    if found:
        raise typer.Exit(1)
    typer.echo("all pages are recorded from the code that is here")


def _list_data() -> None:
    from dlc_support.data import data_directory, describe

    there = describe()
    for name, size in there.items():
        typer.echo(f"{name}: {size / 1e6:.1f} MB")
    if not there:
        typer.echo(f"no data set in {data_directory()}: `dlc data mnist` fetches MNIST")


DataName = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="Data set to fetch: mnist. None lists.")
]


@app.command()
def data(
    name: DataName = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove all downloaded data.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before removing.")] = False,
) -> None:
    """List downloaded data, fetch a data set, or remove all with --clear."""
    with _in_words():
        if clear and name is not None:
            raise ValueError(f"--clear removes all data and takes no name, got {name!r}")
        if clear:
            _clear(ask=not yes)
        elif name is None:
            _list_data()
        else:
            _fetch(name)


def _fetch(name: str) -> None:
    from dlc_support.data import data_directory, mnist

    loaders = {"mnist": mnist}
    if name not in loaders:
        raise ValueError(f"name must be one of {sorted(loaders)}, got {name!r}")
    splits = loaders[name](embedded=False)
    counts = ", ".join(str(len(part)) for part in (splits.train, splits.valid, splits.test))
    typer.echo(f"{splits.name} lies in {data_directory()}: {counts} (train, valid, test)")


def _clear(*, ask: bool) -> None:
    from dlc_support.data import clear, data_directory, describe

    there = describe()
    if not there:
        typer.echo(f"no data set in {data_directory()}")
        return
    if ask:
        size = sum(there.values()) / 1e6
        question = f"Remove {', '.join(there)} ({size:.1f} MB) from {data_directory()}?"
        typer.confirm(question, abort=True)
    typer.echo(f"removed {clear() / 1e6:.1f} MB")


@app.command()
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

    with _in_words():
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
    from tqdm.auto import tqdm

    with tqdm(desc=name, unit="cell", disable=None) as bar:

        def move(over: int, count: int) -> None:
            bar.total = count
            bar.update(over - bar.n)

        yield move


@app.command()
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
    """Run a table of the course again, seed by seed; a run that was stopped goes on."""
    from dlc_support import recipes

    with _in_words():
        if name is None:
            typer.echo("\n".join(recipes.available()))
            return
        table = recipes.reproduce(
            name,
            seeds,
            jobs=jobs,
            budget=budget and budget.value,
            output=output,
            allow_embedded=allow_embedded,
        )
        typer.echo(table.report())


def main() -> None:
    """Entry point of `python -m dlc_support.cli`."""
    sys.exit(app())


if __name__ == "__main__":
    main()
