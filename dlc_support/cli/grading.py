"""`dlc grade`: a folder of submissions."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dlc_support.cli.words import in_words


class SandboxName(StrEnum):
    """Where submissions run."""

    bubblewrap = "bubblewrap"
    none = "none"


def grade(  # noqa: PLR0913 - a command has as many options as it takes
    master: Annotated[Path, typer.Argument(help="The lab's master notebook.")],
    submissions: Annotated[Path, typer.Argument(help="STUDENT.ipynb or STUDENT/ANY.ipynb.")],
    out: Annotated[Path, typer.Argument(help="Folder for grades, feedback and summary.")],
    jobs: Annotated[int, typer.Option(min=1, help="Submissions at a time.")] = 1,
    timeout: Annotated[float, typer.Option(help="Seconds for each cell.")] = 60,
    wall: Annotated[float, typer.Option(help="Seconds for each submission in all.")] = 600,
    memory: Annotated[int, typer.Option(help="Megabytes, beside the imports.")] = 1024,
    sandbox: Annotated[
        SandboxName, typer.Option(help="`none`: submissions run with your rights.")
    ] = SandboxName.bubblewrap,
) -> None:
    """Grade a folder of submissions; a run that was stopped goes on."""
    from dlc_support.grading import WITHOUT, Limits, Settings
    from dlc_support.grading import grade as grade_all

    with in_words():
        limits = Limits(timeout=timeout, wall=wall, memory=memory)
        if sandbox == "none":
            typer.echo(f"dlc: {WITHOUT}", err=True)
        settings = Settings(sandbox.value, limits)
        results = grade_all(master, submissions, out, jobs=jobs, settings=settings)
        counts = dict.fromkeys(("graded", "look", "unreadable"), 0)
        for result in results:
            counts[result.status] += 1
        said = ", ".join(f"{number} {status}" for status, number in counts.items())
        typer.echo(f"{len(results)} submissions: {said}\nwrote {out / 'grades.csv'}")
