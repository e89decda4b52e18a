"""A run that is killed at any moment goes on, and ends as if nothing had happened."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killed_runs.py")
INTERVAL, STEPS = 5, 42
# Step of the last complete checkpoint where the kill is at a known place: written by hand.
EXPECTED = {
    "in step 6": 5,
    "in step 11": 10,
    "in step 23": 20,
    "in step 30": 30,
    "in step 41": 40,
    "between the players of step 9": 5,
    "between the players of step 17": 15,
    "between the players of step 26": 25,
    "between the players of step 38": 35,
    "write 2, begin": 5,
    "write 3, half": 10,
    "write 4, sync": 15,
    "write 5, before keeping": 20,
    "write 6, before renaming": 25,
    "write 7, after renaming": 35,
    "write 9, before renaming": 40,
}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path_factory.mktemp("killed")],
        capture_output=True,
        text=True,
        timeout=900,  # some ten seconds on a machine that does nothing else
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_there_are_twenty_kills_and_each_of_them_kills(reports):
    assert len(reports) == 20
    assert {report["exit_code"] for report in reports} == {-9}


def test_a_killed_run_goes_on_from_the_last_complete_checkpoint(reports):
    for report in reports:
        assert 0 < report["resumed_at"] <= STEPS, report
        assert report["resumed_at"] == report["complete"], report
    known = {r["name"]: r["resumed_at"] for r in reports if r["name"] in EXPECTED}
    assert known == EXPECTED


def test_a_killed_run_ends_bit_identical_to_one_that_was_not(reports):
    for report in reports:
        assert report["same_weights"], report
        assert report["same_state"], report
