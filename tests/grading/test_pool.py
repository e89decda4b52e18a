import os
import time
from dataclasses import replace

import pytest

from dlc_support.grading import pool
from dlc_support.grading.grader import Settings
from dlc_support.grading.pool import Job, run_all, run_apart
from dlc_support.grading.result import Result, read
from dlc_support.grading.sandbox import Limits
from tests.labs.walls import NEEDED

pytestmark = NEEDED


@pytest.fixture
def job(master_path, tmp_path) -> Job:
    return Job(master_path, "ann", master_path, "", Settings(), tmp_path / "ann.json", "key")


def dies(job):
    os._exit(3)


def hangs(job):
    time.sleep(600)


def test_a_submission_is_graded_in_a_process_of_its_own(job):
    run_apart(job)
    result = read(job.place, "key")
    assert (result.student, result.status, result.score) == ("ann", "graded", 12)


def test_a_submission_that_is_not_there_has_a_result_too(job):
    run_apart(replace(job, path=None, problem="no notebook in the folder"))
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

    work = [replace(job, student=name, place=tmp_path / f"{name}.json") for name in "ab"]
    with parallel_config(backend="threading", n_jobs=2):
        run_all(work, 2, None)
    assert [read(one.place, "key").score for one in work] == [12, 12]
