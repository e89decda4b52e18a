import re
from pathlib import Path

import pytest

from dlc_support.grading import doctor
from dlc_support.grading.doctor import examine
from dlc_support.grading.sandbox import Limits
from tests.labs.walls import NEEDED


@NEEDED
def test_a_machine_that_can_grade_is_told_so():
    found = list(examine())
    assert [finding for finding in found if not finding.fine] == []
    text = "\n".join(finding.text for finding in found)
    for wanted in ("bubblewrap: /", "MB free", "a kernel starts", "embedded digits", "process"):
        assert wanted in text


def test_a_machine_without_bubblewrap_is_told_so(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    found = list(examine())
    assert not found[-1].fine
    assert found[-1].text == "bubblewrap: not installed"


@NEEDED
def test_a_machine_with_too_little_memory_is_told_so():
    memory = next(f for f in examine(10_000, Limits()) if f.text.startswith("memory"))
    assert not memory.fine


@NEEDED
def test_files_that_the_system_keeps_in_memory_count_as_free(tmp_path):
    (tmp_path / "kept").write_bytes(bytes(2**29))
    memory = next(f.text for f in examine() if f.text.startswith("memory"))
    told = int(re.search(r"(\d+) MB free", memory)[1])
    known = Path("/proc/meminfo").read_text()
    available = int(re.search(r"MemAvailable: +(\d+) kB", known)[1]) // 2**10
    assert told == pytest.approx(available, abs=200)


@NEEDED
def test_a_sandbox_that_does_not_hold_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "PROBE", "probe = dict(images=0, fork=False, write=False)")
    monkeypatch.setattr(doctor, "trial", lambda kind: None)
    wrong = {f.text.split(":")[0] for f in examine() if not f.fine} - {"memory"}
    assert wrong == {
        "data",
        "no submission can start a process",
        "no submission can change the system's files",
    }


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_other_systems_are_told_so(monkeypatch, system):
    monkeypatch.setattr(doctor.platform, "system", lambda: system)
    assert not next(examine()).fine
