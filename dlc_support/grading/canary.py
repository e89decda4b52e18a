"""An assert that must fail: where it does not, the checks' asserts cannot be trusted either."""

import secrets
from typing import Protocol, runtime_checkable

from dlc_support.grading.workspace import Outcome


@runtime_checkable
class Runner(Protocol):
    """Whatever runs cells: a `Workspace`, or a `Session` within walls."""

    def run(self, source: str) -> Outcome:
        """Runs a cell; what it defines stays."""
        ...

    def probe(self, source: str) -> Outcome:
        """Runs a hidden test, of which nothing stays, and returns its `probe`."""
        ...


def canary(runner: Runner) -> Outcome:
    """How an assert went that must fail; it is of numbers that nobody knows in advance.

    Example:
        >>> from dlc_support.grading.workspace import Workspace
        >>> sings(canary(Workspace()))
        True
    """
    first = secrets.randbelow(10**9)
    return runner.probe(f"assert {first} == {first + 1 + secrets.randbelow(10**9)}")


def sings(outcome: Outcome) -> bool:
    """True where the assert failed as it must."""
    return not outcome.ok and outcome.error == "AssertionError"
