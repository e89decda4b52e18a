"""`dlc runs`: trainings that are kept."""

from typing import Annotated

import typer

from dlc_support.cli.words import in_words

WORDS = {
    True: "",
    False: "; other code than is here has trained it",
    None: "; code outside the package took part",
}


def runs(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A run, or a folder of runs. None are all.")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Remove them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before removing.")] = False,
) -> None:
    """List trainings that are kept, and whether the code that trained them is here."""
    from dlc_support.training.kept import kept_runs
    from dlc_support.words import counted, duration

    with in_words():
        found = list(kept_runs(name))
        if not found:
            typer.echo(f"no run is kept{f' under {name}' if name else ''}")
            return
        for run in found:
            code = WORDS[run.fits]
            spent = f"{counted(run.steps, 'step')} in {duration(run.seconds)}"
            typer.echo(
                f"{run.name}: {run.what or 'not known what'}; {spent}; {run.size / 1e6:.1f} MB; "
                f"{run.date}{code}"
            )
        size = f"{counted(len(found), 'run')}, {sum(run.size for run in found) / 1e6:.1f} MB"
        if not remove:
            typer.echo(size)
            return
        if not yes:
            typer.confirm(f"Remove {size}?", abort=True)
        for run in found:
            run.remove()
        typer.echo(f"removed {size}")
