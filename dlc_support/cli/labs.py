"""`dlc labs`: student versions, proofs and private variants, and what grading needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dlc_support.cli.words import in_words
from dlc_support.words import counted

if TYPE_CHECKING:
    from dlc_support.grading import Proof

labs = typer.Typer(
    name="labs",
    help="Build and prove the labs, make private variants, look whether this machine can grade.",
    no_args_is_help=True,
)
Names = Annotated[
    list[str] | None, typer.Argument(metavar="[NAMES]", help="Labs. None are all of them.")
]


@labs.command()
def build(names: Names = None) -> None:
    """Write the student versions of the masters in labs/masters."""
    from dlc_support.grading import build as build_one

    with in_words():
        for master, student in _pairs(names):
            changed = build_one(master, student)
            typer.echo(f"{student.name}: {'written' if changed else 'as it was'}")


@labs.command()
def check(names: Names = None) -> None:
    """Prove masters: the solution gets all points, the blank none, and all agree."""
    from dlc_support.grading import check as check_one

    with in_words():
        failed = False
        for master, student in _pairs(names):
            proof = check_one(master, student)
            for problem in proof.problems:
                typer.echo(f"{proof.lab}: {problem}", err=True)
            failed |= bool(proof.problems)
            counts = f"{_size(proof)}, {proof.seconds:.1f} s"
            typer.echo(f"{proof.lab}: {counts}, {counted(len(proof.problems), 'problem')}")
    if failed:
        raise typer.Exit(1)


@labs.command()
def variant(
    name: Annotated[str, typer.Argument(help="A lab, or the path of a master.")],
    seed: Annotated[str, typer.Option(help="Decides the constants; keep it to yourself.")],
    output: Annotated[
        Path | None, typer.Option(help="The file to write; labs/private/ where it is not given.")
    ] = None,
) -> None:
    """Write a private master with other constants and probes, and prove it."""
    from dlc_support.grading import check as check_one
    from dlc_support.grading import variant as vary
    from dlc_support.repository import repository

    with in_words():
        ((master, _),) = _pairs([name])
        place = output or repository() / "labs" / "private" / f"{master.stem}.ipynb"
        proof = check_one(vary(master, seed, place))
        if proof.problems:
            raise ValueError(f"{place} does not pass its check: {proof.problems[0]}")
        typer.echo(f"wrote {place}: {_size(proof)}")


@labs.command()
def doctor(
    jobs: Annotated[int, typer.Option(min=1, help="Submissions at a time.")] = 1,
) -> None:
    """Tell whether this machine can grade: bubblewrap, memory, data."""
    from dlc_support.grading import examine

    fine = True
    with in_words():
        for finding in examine(jobs):
            typer.echo(f"{'ok     ' if finding.fine else 'MISSING'} {finding.text}")
            fine &= finding.fine
    typer.echo("this machine can grade" if fine else "this machine cannot grade")
    if not fine:
        raise typer.Exit(1)


def _size(proof: "Proof") -> str:
    return f"{counted(proof.tasks, 'task')}, {counted(proof.points, 'point')}"


def _pairs(names: list[str] | None) -> Iterator[tuple[Path, Path]]:
    """Masters and their student versions: named labs, files, or all of the repository."""
    from dlc_support.repository import repository

    if names and all(Path(name).suffix == ".ipynb" for name in names):
        for path in map(Path, names):
            yield path, path.parent.parent / path.name
        return
    folder = repository() / "labs"
    there = {path.stem: path for path in sorted((folder / "masters").glob("*.ipynb"))}
    for name in names or there:
        if name not in there:
            raise ValueError(f"lab must be one of {sorted(there)}, got {name!r}")
        yield there[name], folder / there[name].name
    if not there:
        raise ValueError(f"there is no master in {folder / 'masters'}")
