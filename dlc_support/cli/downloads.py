"""`dlc data`: downloaded data, fetched, listed and removed."""

from typing import Annotated

import typer

from dlc_support.cli.words import in_words

DataName = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="Data set to fetch: mnist, movielens. None lists."),
]


def data(
    name: DataName = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove all downloaded data.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before removing.")] = False,
) -> None:
    """List downloaded data, fetch a data set, or remove all with --clear."""
    with in_words():
        if clear and name is not None:
            raise ValueError(f"--clear removes all data and takes no name, got {name!r}")
        if clear:
            _clear(ask=not yes)
        elif name is None:
            list_data()
        else:
            _fetch(name)


def _fetch(name: str) -> None:
    from dlc_support.data import data_directory, mnist, movielens
    from dlc_support.data.ratings import TERMS

    if name == "movielens":
        typer.echo(TERMS)
        ratings = movielens(embedded=False)
        typer.echo(f"{ratings.name} lies in {data_directory()}: {len(ratings)} ratings")
        return
    loaders = {"mnist": mnist}
    if name not in loaders:
        raise ValueError(f"name must be one of {sorted([*loaders, 'movielens'])}, got {name!r}")
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


def list_data() -> None:
    """Shows what was downloaded, with its size."""
    from dlc_support.data import data_directory, describe

    there = describe()
    for name, size in there.items():
        typer.echo(f"{name}: {size / 1e6:.1f} MB")
    if not there:
        typer.echo(f"no data set in {data_directory()}: `dlc data mnist` fetches MNIST")
