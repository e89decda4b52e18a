"""The part of a hidden test that runs in the grader, on what the probe brought back alone."""

import contextlib
import io
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from dlc_support.grading.values import decode
from dlc_support.grading.workspace import seed_all

SECONDS = 30


class Verdict(NamedTuple):
    """What a judge said.

    Attributes:
        ok: True where the points are earned.
        message: Why not; it may tell of hidden tests, and is for their author only.
        seconds: What it took of the processor.
    """

    ok: bool
    message: str = ""
    seconds: float = 0.0


class TooLong(BaseException):
    """A judge that a probe kept busy for too long."""


def judge(source: str, encoded: Any, seconds: int = SECONDS) -> Verdict:  # noqa: ANN401 - JSON
    """Runs a judge on a probe; whatever goes wrong with a probe is its own fault.

    Args:
        source: The part between `### BEGIN JUDGE` and `### END JUDGE`.
        encoded: The probe as a kernel sent it.
        seconds: How long it may take.

    Example:
        >>> judge("assert probe['y'] == 4", {"dict": {"y": 4}}).ok
        True
        >>> judge("assert probe['y'] == 4", {"dict": {"y": "four"}}).ok
        False
    """
    code = compile(source, "<judge>", "exec")
    begin = time.process_time()
    try:
        with _at_most(seconds), contextlib.redirect_stdout(io.StringIO()):
            seed_all(0)
            exec(code, {"__name__": "judge", "probe": _probe(encoded)})
    except (Exception, TooLong) as error:
        spent = time.process_time() - begin
        return Verdict(False, f"{type(error).__name__}: {error}", spent)
    return Verdict(True, seconds=time.process_time() - begin)


def _probe(encoded: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON has many types
    probe = decode(encoded)
    if not isinstance(probe, dict):
        raise TypeError(f"probe must be a dict, got {type(probe).__name__}")
    return probe


@contextlib.contextmanager
def _at_most(seconds: int) -> Iterator[None]:
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
