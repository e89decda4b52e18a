"""Grades a folder of submissions, with results that outlive a killed run."""

import hashlib
import os
import platform
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.metadata import metadata, version
from pathlib import Path
from typing import get_args

from dlc_support.files import write_whole
from dlc_support.grading.feedback import feedback
from dlc_support.grading.grader import Settings
from dlc_support.grading.kernel import trial
from dlc_support.grading.marking import (
    Corrections,
    Enrolled,
    Marking,
    System,
    marked,
    read_corrections,
    read_roster,
)
from dlc_support.grading.master import Master, read_master
from dlc_support.grading.notebook import MAX_BYTES
from dlc_support.grading.open_answers import open_answers, questions
from dlc_support.grading.pool import Job, run_all
from dlc_support.grading.result import Result, key_of, read
from dlc_support.grading.submissions import Submission, find_submissions
from dlc_support.grading.summary import summary
from dlc_support.grading.table import LATE_DAYS, grades_csv, platform_csv


def grade(
    master: Path,
    submissions: Path,
    out: Path,
    *,
    jobs: int | None = None,
    settings: Settings | None = None,
    marking: Marking | None = None,
) -> list[Result]:
    """Grades all submissions of a folder, and writes grades, feedback and a summary.

    Whatever a submission does, the others get what they get alone. Results are kept in
    `out/results`, one JSON each: a run that was killed goes on, and only what changed is graded
    again. Corrections and lateness are not kept in them, but counted in each time. Submissions
    run through joblib; inside `joblib.parallel_config(...)` they run on the backend that it
    names. A script calls this below `if __name__ == "__main__":`.

    Args:
        master: The lab's master notebook.
        submissions: Folder with `STUDENT.ipynb` or `STUDENT/ANY.ipynb`.
        out: Folder for `grades.csv`, `summary.html`, `feedback/` and `results/`.
        jobs: Submissions at a time; None is what joblib's context says, else one.
        settings: Walls and limits; None is bubblewrap with the usual ones.
        marking: What the teacher adds, and who is graded again; None is nothing.

    Returns:
        The results, by student.

    Raises:
        NoSandbox: If this machine cannot hold submissions apart.
        ValueError: If the master, the folder, or a file of the teacher's is not what it must be.
    """
    if platform.system() != "Linux":
        raise ValueError(f"grading is for Linux, got {platform.system()}")
    lab = read_master(master)
    found, passed_over = find_submissions(submissions, out)
    settings, marking = settings or Settings(), marking or Marking()
    names = [one.student for one in found]
    _check(marking, lab, names)
    _check_earlier(marking, out)
    corrections, roster = _files(marking, lab, names, out)
    trial(settings.kind)
    work = [_job(master, lab, one, out, settings) for one in found]
    run_all(list(_to_do(work, marking)), len(work), jobs)
    stored = [read(job.place, job.key) or read(job.place) for job in work]
    results = [marked(lab, one, corrections, roster, marking) for one in stored]
    absent = [name for name in roster if name not in names]
    strangers = [name for name in names if roster and name not in roster]
    write_whole(out / "summary.html", summary(lab, results, passed_over, absent, strangers))
    _publish(lab, results, out)
    for system in marking.columns:
        write_whole(out / f"{system}.csv", platform_csv(system, lab, results, roster))
    return results


def _check(marking: Marking, lab: Master, names: list[str]) -> None:
    tasks = [task.name for task in lab.tasks]
    if marking.task not in ("", *tasks):
        raise ValueError(f"task must be one of {tasks}, got {marking.task!r}")
    if unknown := sorted(set(marking.students) - set(names)):
        raise ValueError(f"student must be one of {names}, got {unknown[0]!r}")


def _check_earlier(marking: Marking, out: Path) -> None:
    """Late days and tables of an earlier run are neither dropped nor left as they were."""
    grades = out / "grades.csv"
    head = grades.read_text("utf-8-sig").partition("\n")[0] if grades.is_file() else ""
    if LATE_DAYS in head.split(",") and marking.deadline is None:
        raise ValueError(
            f"{grades} counts late days: give --deadline and --penalty again, or remove that file"
        )
    for system in sorted(set(get_args(System)) - set(marking.columns)):
        if (table := out / f"{system}.csv").is_file():
            raise ValueError(
                f"{table} would keep its old points: give --columns {system} again, or remove it"
            )


def _files(
    marking: Marking, lab: Master, names: list[str], out: Path
) -> tuple[Corrections, dict[str, Enrolled]]:
    """The teacher's corrections and roster."""
    path = marking.corrections or out / "corrections.csv"
    there = marking.corrections is not None or path.is_file()
    corrections = read_corrections(path, lab, names) if there else {}
    return corrections, read_roster(marking.roster) if marking.roster else {}


def _to_do(work: list[Job], marking: Marking) -> Iterator[Job]:
    """What is new, has changed, or is asked for."""
    for job in work:
        asked = job.submission.student in marking.students
        if marking.task and not marking.students:
            asked = True
        if asked and not marking.task:
            job.place.unlink(missing_ok=True)
        some = bool(marking.students or marking.task)
        if asked or read(job.place, "" if some else job.key) is None:
            yield replace(job, task=marking.task)


def _job(master: Path, lab: Master, one: Submission, out: Path, settings: Settings) -> Job:
    content = b"".join(map(_digest, one.paths))
    text = f"{settings} {one.problem} {one.doubt} {version('dlc-support')}"
    return Job(
        master=master.resolve(),
        submission=one,
        settings=settings,
        place=out.resolve() / "results" / f"{one.student}.json",
        key=key_of(content, lab.digest, text),
    )


def _digest(path: Path) -> bytes:
    """What decides whether a file is graded again; of one that is not read, nothing does."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode) or path.stat().st_size > MAX_BYTES:
            return b""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return b""


def _publish(lab: Master, results: list[Result], out: Path) -> None:
    """Writes the table, and the pages to give back and to mark."""
    # With a mark at its beginning, by which Excel knows UTF-8.
    write_whole(out / "grades.csv", grades_csv(lab, results).encode("utf-8-sig"))
    address = _address(lab.name)
    for result in results:
        text = feedback(lab.name, result, datetime.now().astimezone().date(), address)
        write_whole(out / "feedback" / f"{result.student}.html", text)
    for one in questions(lab):
        write_whole(out / "open_answers" / f"{one.name}.html", open_answers(one, results))


def _address(lab: str) -> str:
    """The page of a lab of the course's own, in its book."""
    addresses = metadata("dlc-support").get_all("Project-URL") or []
    book = next((text.split(", ")[1] for text in addresses if text.startswith("Book")), "")
    return f"{book}/labs/{lab}.html" if book and re.match(r"lab\d_", lab) else ""
