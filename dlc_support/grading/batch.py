"""Grades a folder of submissions, with results that outlive a killed run."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

from dlc_support.grading.feedback import feedback
from dlc_support.grading.grader import Settings
from dlc_support.grading.kernel import trial
from dlc_support.grading.master import Master, read_master
from dlc_support.grading.pool import Job, run_all
from dlc_support.grading.result import Result, key_of, read
from dlc_support.grading.submissions import Submission, find_submissions
from dlc_support.grading.summary import summary
from dlc_support.grading.table import grades_csv


def grade(
    master: Path,
    submissions: Path,
    out: Path,
    *,
    jobs: int | None = None,
    settings: Settings | None = None,
) -> list[Result]:
    """Grades all submissions of a folder, and writes grades, feedback and a summary.

    Whatever a submission does, the others get what they get alone. Results are kept in
    `out/results`, one JSON each: a run that was killed goes on, and only what changed is graded
    again. Submissions run through joblib; inside `joblib.parallel_config(...)` they run on the
    backend that it names. A script calls this below `if __name__ == "__main__":`.

    Args:
        master: The lab's master notebook.
        submissions: Folder with `STUDENT.ipynb` or `STUDENT/ANY.ipynb`.
        out: Folder for `grades.csv`, `summary.html`, `feedback/` and `results/`.
        jobs: Submissions at a time; None is what joblib's context says, else one.
        settings: Walls and limits; None is bubblewrap with the usual ones.

    Returns:
        The results, by student.

    Raises:
        NoSandbox: If this machine cannot hold submissions apart.
        ValueError: If the master or the folder is not what it must be.
    """
    if platform.system() != "Linux":
        raise ValueError(f"grading is for Linux, got {platform.system()}")
    lab = read_master(master)
    found = find_submissions(submissions, lab.name, out)
    settings = settings or Settings()
    trial(settings.kind)
    for folder in (out / "results", out / "feedback"):
        folder.mkdir(parents=True, exist_ok=True)
    work = [_job(master, lab, one, out, settings) for one in found]
    run_all([job for job in work if read(job.place, job.key) is None], len(work), jobs)
    results = [read(job.place, job.key) for job in work]
    _publish(lab, results, out)
    return results


def _job(master: Path, lab: Master, one: Submission, out: Path, settings: Settings) -> Job:
    text = f"{settings} {one.problem} {version('dlc-support')}"
    return Job(
        master=master.resolve(),
        student=one.student,
        path=one.path,
        problem=one.problem,
        settings=settings,
        place=out.resolve() / "results" / f"{one.student}.json",
        key=key_of(_digest(one.path), lab.digest, text),
    )


def _digest(path: Path | None) -> bytes:
    if path is None or path.is_symlink() or not path.is_file():
        return b""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _publish(lab: Master, results: list[Result], out: Path) -> None:
    for result in results:
        page = out / "feedback" / f"{result.student}.html"
        page.write_text(feedback(lab.name, result), encoding="utf-8", newline="\n")
    (out / "grades.csv").write_text(grades_csv(lab, results), encoding="utf-8", newline="\n")
    (out / "summary.html").write_text(summary(lab, results), encoding="utf-8", newline="\n")
