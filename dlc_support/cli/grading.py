"""`dlc grade`: a folder of submissions."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dlc_support.cli.words import in_words
from dlc_support.words import counted


class SandboxName(StrEnum):
    """Where submissions run."""

    bubblewrap = "bubblewrap"
    none = "none"


class SystemName(StrEnum):
    """Learning platforms."""

    moodle = "moodle"
    canvas = "canvas"
    nbgrader = "nbgrader"


FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z"]


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
    student: Annotated[
        list[str] | None, typer.Option(help="Grade this one again; may be given several times.")
    ] = None,
    task: Annotated[str, typer.Option(help="Grade only this task again.")] = "",
    corrections: Annotated[
        Path | None,
        typer.Option(help="CSV: student,task,points,comment. Else OUT/corrections.csv."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV: file, and any of id,name,email,submitted.")
    ] = None,
    deadline: Annotated[
        datetime | None,
        typer.Option(formats=FORMATS, help="Days that begin after it cost the penalty."),
    ] = None,
    penalty: Annotated[float, typer.Option(help="Percent of all points for each late day.")] = 10,
    columns: Annotated[
        list[SystemName] | None, typer.Option(help="Write a table for this platform as well.")
    ] = None,
) -> None:
    """Grade a folder of submissions; a run that was stopped goes on."""
    from dlc_support.grading import WITHOUT, Limits, Marking, Settings
    from dlc_support.grading import grade as grade_all

    with in_words():
        limits = Limits(timeout=timeout, wall=wall, memory=memory)
        if sandbox == "none":
            typer.echo(f"dlc: {WITHOUT}", err=True)
        settings = Settings(sandbox.value, limits)
        marking = Marking(
            corrections=corrections,
            roster=roster,
            deadline=deadline,
            penalty=penalty,
            columns=tuple(one.value for one in columns or ()),
            students=tuple(student or ()),
            task=task,
        )
        results = grade_all(
            master, submissions, out, jobs=jobs, settings=settings, marking=marking
        )
        counts = dict.fromkeys(("graded", "look", "unreadable"), 0)
        for result in results:
            counts[result.status] += 1
        said = ", ".join(f"{number} {status}" for status, number in counts.items())
        typer.echo(f"{counted(len(results), 'submission')}: {said}\nwrote {out / 'grades.csv'}")
