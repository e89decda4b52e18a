import os
import time
from dataclasses import replace

import pytest

from dlc_support.grading import pool
from dlc_support.grading.grader import Settings
from dlc_support.grading.pool import Job, run_all, run_apart
from dlc_support.grading.result import Result, read
from dlc_support.grading.sandbox import Limits
from dlc_support.grading.submissions import Submission
from tests.labs.hostile import honest
from tests.labs.hostile_files import save
from tests.labs.walls import NEEDED

pytestmark = NEEDED


@pytest.fixture
def job(master_path, tmp_path) -> Job:
    submission = Submission("ann", (master_path,))
    return Job(master_path, submission, Settings(), tmp_path / "ann.json", "key")


def dies(job, core, temporary):
    os._exit(3)


def hangs(job, core, temporary):
    time.sleep(600)


def test_a_submission_is_graded_in_a_process_of_its_own(job):
    run_apart(job)
    result = read(job.place, "key")
    assert (result.student, result.status, result.score) == ("ann", "graded", 12)


def test_a_submission_that_is_not_there_has_a_result_too(job):
    run_apart(replace(job, submission=Submission("ann", problem="no notebook in the folder")))
    result = read(job.place, "key")
    assert (result.status, result.notes) == ("unreadable", ["no notebook in the folder"])


@pytest.mark.parametrize("what", [dies, hangs])
def test_a_grader_that_is_lost_leaves_a_result(job, monkeypatch, what):
    monkeypatch.setattr(pool, "run", what)
    monkeypatch.setattr(pool, "JUDGING", 1.0)
    monkeypatch.setattr(pool, "START", 1.0)
    monkeypatch.setattr(pool, "END", 1.0)
    run_apart(replace(job, settings=Settings(limits=Limits(wall=1))))
    assert read(job.place, "key") == Result(
        "ann", "look", read(job.place).tasks, ["the grader was lost over it"], 0.0, "key"
    )


def test_joblib_takes_the_work_to_where_its_user_says(job, tmp_path):
    from joblib import parallel_config

    work = [replace(job, place=tmp_path / f"{name}.json") for name in "ab"]
    with parallel_config(backend="threading", n_jobs=2):
        run_all(work, 2, None)
    assert [read(one.place, "key").score for one in work] == [12, 12]


def test_submissions_side_by_side_run_on_different_cores(monkeypatch):
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda _: {3, 5})
    with pool._core() as first, pool._core() as second, pool._core() as third:
        assert {first, second} == {3, 5}
        assert third in (3, 5)
    with pool._core() as again:
        assert again == 3


def test_a_submission_cannot_leave_its_core(job, master_path, tmp_path):
    answer = (
        "import os\nfree = set(range(os.cpu_count()))\n"
        "def double(values):\n"
        "    try:\n        os.sched_setaffinity(0, free)\n    except OSError:\n        pass\n"
        "    return 2 * values * len(os.sched_getaffinity(0))"
    )
    save(honest(master_path, double=answer), tmp_path / "ann.ipynb")
    run_apart(replace(job, submission=Submission("ann", (tmp_path / "ann.ipynb",))))
    assert read(job.place, "key").score == 12
