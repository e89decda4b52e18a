"""`dlc accept`: what older code has made still stands."""

from enum import StrEnum
from typing import Annotated

import typer

from dlc_support.cli.words import in_words


class Kind(StrEnum):
    """What can be accepted."""

    page = "page"
    run = "run"
    table = "table"


def accept(
    kind: Annotated[Kind, typer.Argument(help="What they are.")],
    names: Annotated[list[str], typer.Argument(help="Pages, tables, runs or folders of runs.")],
    why: Annotated[str, typer.Option(help="Why their numbers cannot have changed; it is stored.")],
) -> None:
    """Keep recordings and weights although their code has changed, and store why."""
    refused = []
    with in_words():
        for name in names:
            try:
                for accepted in _accepted(kind, name, why):
                    typer.echo(f"accepted {accepted}")
            except ValueError as error:  # the other names are accepted all the same
                refused.append(f"{name}: {error}")
        if refused:
            raise ValueError("\n".join(refused))


def _accepted(kind: Kind, name: str, why: str) -> list[str]:
    if kind == Kind.page:
        from dlc_support import pages

        pages.accept(name, why=why)
        return [name]
    if kind == Kind.table:
        from dlc_support import tables

        tables.accept(name, why=why)
        return [name]
    from dlc_support.training.kept import kept_runs

    if not (found := [run for run in kept_runs(name) if run.fits is not True]):
        raise ValueError(
            f"name must be a run, or a folder of runs, that other code has trained, got {name!r}"
        )
    for run in found:
        run.accept(why)
    return [run.name for run in found]
