"""A process for each submission, so that one which takes its grader down takes no other."""

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlc_support.grading.grader import Settings, grade_notebook, judges_modules, unreadable
from dlc_support.grading.kernel import END, START
from dlc_support.grading.master import read_master
from dlc_support.grading.result import Result, read, write

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

JUDGING = 120.0  # seconds that reading and judging a submission may take, beside its cells
STARTING = threading.Lock()


@dataclass(frozen=True)
class Job:
    """A submission to grade.

    Attributes:
        master: The lab's master notebook.
        student: Whose it is.
        path: The notebook, None where there is none.
        problem: Why there is none.
        settings: Walls and limits.
        place: Where the result goes.
        key: What the result is stored under.
    """

    master: Path
    student: str
    path: Path | None
    problem: str
    settings: Settings
    place: Path
    key: str


def run_all(work: list[Job], total: int, jobs: int | None) -> None:
    """Grades submissions, several at a time, with a bar where there is a terminal.

    Args:
        work: What is left to do.
        total: How many there are with those that were done before.
        jobs: How many at a time; None is what joblib's context says, else one.
    """
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    parallel = Parallel(n_jobs=jobs, prefer="threads", return_as="generator_unordered")
    finished = parallel(delayed(run_apart)(job) for job in work)
    with tqdm(total=total, initial=total - len(work), desc="grading", disable=None) as bar:
        for _ in finished:
            bar.update()


def run_apart(job: Job) -> str:
    """Grades one submission in a process of its own, and sees to it that there is a result."""
    context = _server(job.master)
    process = context.Process(target=run, args=(job,), daemon=False)
    with STARTING:
        process.start()
    process.join(job.settings.limits.wall + START + END + JUDGING)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()
    if read(job.place, job.key) is None:
        lab = read_master(job.master)
        lost = unreadable(lab, job.student, "the grader was lost over it", status="look")
        write(replace(lost, key=job.key), job.place)
    return job.student


def run(job: Job) -> None:
    """Grades one submission and stores the result; runs in a process of its own."""
    threading.Thread(target=_end_with_grader, daemon=True).start()
    write(replace(_graded(job), key=job.key), job.place)


def _end_with_grader() -> None:
    """Ends this process, and with it the sandbox, as soon as the grader is gone.

    A signal at the death of the parent would come too late: the parent is the server of
    processes, which lives as long as one of these does.
    """
    multiprocessing.parent_process().join()
    os.kill(os.getpid(), signal.SIGKILL)


def _graded(job: Job) -> Result:
    lab = read_master(job.master)
    if job.path is None:
        return unreadable(lab, job.student, job.problem)
    if "torch" in judges_modules(lab):
        import torch

        torch.set_num_threads(1)
    return grade_notebook(lab, job.student, job.path, job.settings)


def _server(master: Path) -> "ForkServerContext":
    """Processes are copies of one that has imported what judges need, and nothing else."""
    context = multiprocessing.get_context("forkserver")
    with STARTING:
        names = judges_modules(read_master(master))
        context.set_forkserver_preload(["dlc_support.grading.pool", *names])
    return context
