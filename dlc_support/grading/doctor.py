"""Tells a teacher whether this machine can grade."""

import platform
import shutil
import time
from collections.abc import Iterator
from typing import NamedTuple

import psutil

from dlc_support.grading.kernel import Kernel, KernelGone, Launch, trial
from dlc_support.grading.lockdown import MACHINES
from dlc_support.grading.sandbox import Limits, NoSandbox
from dlc_support.grading.values import decode

IMPORTED = 700  # megabytes of a kernel once torch is imported
PROBE = """\
import os
from pathlib import Path
from dlc_support.data import embedded_digits

def failing(call):
    try:
        call()
    except OSError:
        return True
    return False

probe = dict(
    images=len(embedded_digits().train),
    fork=failing(os.fork),
    write=failing(lambda: Path("/usr/dlc").touch()),
    cards=os.listdir("/sys/class/net") if Path("/sys").exists() else [],
)"""


class Finding(NamedTuple):
    """Something that was looked at.

    Attributes:
        fine: False where this machine cannot grade for it.
        text: What was found.
    """

    fine: bool
    text: str


def examine(jobs: int = 1, limits: Limits | None = None) -> Iterator[Finding]:
    """Looks at all that grading needs, one thing after another.

    Args:
        jobs: Submissions at a time.
        limits: What each may use; None is the usual.
    """
    limits = limits or Limits()
    yield Finding(platform.system() == "Linux", f"system: {platform.system()} (Linux is needed)")
    known = ", ".join(MACHINES)
    yield Finding(platform.machine() in MACHINES, f"processor: {platform.machine()} (of {known})")
    found = shutil.which("bwrap")
    yield Finding(found is not None, f"bubblewrap: {found or 'not installed'}")
    if found is None or platform.system() != "Linux":
        return
    yield _memory(jobs, limits)
    yield from _inside(limits)


def _memory(jobs: int, limits: Limits) -> Finding:
    there = psutil.virtual_memory().available // 2**20  # files kept in memory give way
    each = IMPORTED + limits.memory + limits.file
    text = f"memory: {there} MB free, {jobs} x {each} MB for {jobs} at a time"
    return Finding(there >= jobs * each, text)


def _inside(limits: Limits) -> Iterator[Finding]:
    """What a submission finds: the course's data, and nothing else."""
    try:
        trial("bubblewrap")
    except NoSandbox as error:
        yield Finding(False, f"sandbox: {error}")
        return
    begin = time.monotonic()
    launch = Launch("bubblewrap", limits, ("torch", "dlc_support.data"))
    try:
        with Kernel(launch, begin + limits.wall) as kernel:
            outcome = kernel.run(PROBE, probe=True)
    except KernelGone as gone:
        yield Finding(False, f"sandbox: no kernel starts within it ({gone.reason})")
        return
    seconds = time.monotonic() - begin
    probe = decode(outcome.probe) if outcome.ok else {}
    yield Finding(outcome.ok, f"sandbox: a kernel starts and answers in {seconds:.1f} s")
    yield Finding(bool(probe.get("images")), f"data: {probe.get('images', 0)} embedded digits")
    yield Finding(probe.get("fork") is True, "no submission can start a process")
    yield Finding(probe.get("write") is True, "no submission can change the system's files")
