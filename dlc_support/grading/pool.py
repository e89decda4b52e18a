"""A process for each submission, so that one which takes its grader down takes no other."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import TYPE_CHECKING

from dlc_support.grading.grader import Settings, grade_submission, judges_modules, unreadable
from dlc_support.grading.kernel import END, START
from dlc_support.grading.master import read_master
from dlc_support.grading.result import Result, read, write
from dlc_support.grading.submissions import Submission
from dlc_support.progress import progress_bar

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

JUDGING = 120.0  # seconds that reading and judging a submission may take, beside its cells
STARTING = threading.Lock()
BUSY: Counter[int] = Counter()  # submissions that run on each core
LOST = "the grader was lost over it"
# What the embedded digits import when they are first asked for: two seconds of the processor, for
# each submission anew if the server of processes has not done it.
LAZY = ("sklearn.datasets",)


@dataclass(frozen=True)
class Job:
    """A submission to grade.

    Attributes:
        master: The lab's master notebook.
        submission: What was handed in.
        settings: Walls and limits.
        place: Where the result goes.
        key: What the result is stored under.
        task: The only task that is graded again, "" for all.
    """

    master: Path
    submission: Submission
    settings: Settings
    place: Path
    key: str
    task: str = ""


def run_all(work: list[Job], total: int, jobs: int | None) -> None:
    """Grades submissions, several at a time, with a bar where there is a terminal.

    Args:
        work: What is left to do.
        total: How many there are with those that were done before.
        jobs: How many at a time; None is what joblib's context says, else one.
    """
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, prefer="threads", return_as="generator_unordered")
    finished = parallel(delayed(run_apart)(job) for job in work)
    with progress_bar(total=total, initial=total - len(work), desc="grading", show=None) as bar:
        for _ in finished:
            bar.update()


def run_apart(job: Job) -> None:
    """Grades one submission in a process of its own, and sees to it that there is a result."""
    context = _server(job.master)
    with _core() as core:
        process = context.Process(target=run, args=(job, core, get_temp_dir()), daemon=False)
        with STARTING:
            process.start()
        process.join(job.settings.limits.wall + START + END + JUDGING)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()
    if read(job.place, job.key) is None:
        lab = read_master(job.master)
        lost = unreadable(lab, job.submission.student, LOST, status="look")
        write(replace(lost, key=job.key), job.place)


@contextmanager
def _core() -> Iterator[int]:
    """A core of this computer's that fewest submissions run on."""
    with STARTING:
        core = min(sorted(os.sched_getaffinity(0)), key=BUSY.__getitem__)
        BUSY[core] += 1
    try:
        yield core
    finally:
        with STARTING:
            BUSY[core] -= 1


def run(job: Job, core: int, temporary: str) -> None:
    """Grades one submission and stores the result; runs in a process of its own.

    Args:
        job: The submission.
        core: The only core that it runs on.
        temporary: The grader's own folder, which is removed if the grader ends or is killed.
    """
    # The kernel inherits it: a submission's threads do not slow its neighbours.
    os.sched_setaffinity(0, {core})
    # What is left there by a process that is killed goes with the grader's own.
    tempfile.tempdir = temporary
    threading.Thread(target=_end_with_grader, args=(temporary,), daemon=True).start()
    write(replace(_graded(job), key=job.key), job.place)


def _end_with_grader(temporary: str) -> None:
    """Ends this process, and with it the sandbox, as soon as the grader is gone.

    A signal at the death of the parent would come too late: the parent is the server of
    processes, which lives as long as one of these does.
    """
    multiprocessing.parent_process().join()
    shutil.rmtree(temporary, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGKILL)


def _graded(job: Job) -> Result:
    lab = read_master(job.master)
    if "torch" in judges_modules(lab):
        import torch

        torch.set_num_threads(1)
    former = read(job.place) if job.task else None
    if former is None:
        return grade_submission(lab, job.submission, job.settings)
    return former.with_task(
        job.task, grade_submission(lab, job.submission, job.settings, job.task)
    )


def _server(master: Path) -> "ForkServerContext":
    """Processes are copies of one that has imported what judges need, and nothing else."""
    context = multiprocessing.get_context("forkserver")
    with STARTING:
        names = judges_modules(read_master(master))
        context.set_forkserver_preload(["dlc_support.grading.pool", *names, *LAZY])
    return context
