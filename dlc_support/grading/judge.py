"""Runs what of a check runs in the grader: on what came back from the student's process alone."""

import contextlib
import io
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from dlc_support.grading.calls import Raised, error_name
from dlc_support.grading.kernel import KernelGone
from dlc_support.grading.lockdown import bounded
from dlc_support.grading.workspace import seed_all

SECONDS = 30.0
# Bytes: an answer may call a check's own function on as many points as a message holds.
MEMORY = 4 * 2**30


class Verdict(NamedTuple):
    """How a check went.

    Attributes:
        ok: True where the points are earned.
        error: Name of Python's own exception that an answer or the check raised.
        message: Why not; it may tell of hidden tests, and is for their author only.
        seconds: What it took of the grader's processor.
        gone: Why the student's process was lost over it, or "".
    """

    ok: bool
    error: str = ""
    message: str = ""
    seconds: float = 0.0
    gone: str = ""


class TooLong(BaseException):
    """A check that was kept busy for too long by what came back."""


def judge(source: str, names: dict[str, Any], seconds: float | int = SECONDS) -> Verdict:
    """Runs a check; whatever goes wrong is the answer's fault.

    Args:
        source: Python.
        names: What the check finds: the lab's own names, the answers, and `probe`.
        seconds: How long it may take by the clock.

    Example:
        >>> judge("assert probe['y'] == 4", {"probe": {"y": 4}}).ok
        True
        >>> judge("assert probe['y'] == 4", {"probe": {"y": "four"}}).error
        'AssertionError'
    """
    code = compile(source, "<check>", "exec", dont_inherit=True)
    begin = time.process_time()

    def verdict(error: str = "", message: str = "", gone: str = "") -> Verdict:
        spent = time.process_time() - begin
        return Verdict(not error and not gone, error, message, spent, gone)

    try:
        with _at_most(seconds), bounded(MEMORY), contextlib.redirect_stdout(io.StringIO()):
            seed_all(0)
            exec(code, names)
    except TooLong:
        return verdict(gone="time")
    except KernelGone as gone:
        return verdict(gone=gone.reason)
    except Raised as error:
        return verdict(error.name, str(error))
    except Exception as error:
        return verdict(error_name(error), str(error))
    return verdict()


@contextlib.contextmanager
def _at_most(seconds: float | int) -> Iterator[None]:
    """Interrupts the block after so many seconds, where the system can do that."""
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not main:
        yield
        return

    def stop(*_: object) -> None:
        raise TooLong(f"more than {seconds} s")

    former = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
