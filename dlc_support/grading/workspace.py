"""Runs cells one after another in one namespace, as a kernel does, and says how each went.

The same code runs a submission within the sandbox and a master outside it.
"""

import ast
import builtins
import inspect
import linecache
import random
import sys
import time
import types
import zlib
from dataclasses import dataclass
from typing import Any

from dlc_support.grading import shell
from dlc_support.grading.calls import Ask, Message, Peer, error_name, error_text
from dlc_support.grading.values import encode

# Bound here, so that a cell which replaces the built-in functions does not replace these.
_compile, _eval, _clock = compile, eval, time.process_time
AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True)
class Outcome:
    """How a cell went.

    Attributes:
        ok: False where it raised an error, or did not end.
        error: Name of Python's own exception, `"error"` for any other, "" where there was none.
        message: The error's text; a sandbox does not tell it.
        probe: What the cell left as `probe`, encoded, where that was asked for.
        seconds: What it took of the processor.
        gone: Why the kernel was lost over it: `"time"`, `"died"`, `"size"` (of the probe),
            `"garbled"` (it answered with something else), `"start"` (none came up), `"wall"` (no
            time was left in all), or "" where it was not.
    """

    ok: bool
    error: str = ""
    message: str = ""
    probe: Any = None
    seconds: float = 0.0
    gone: str = ""


class Workspace:
    """A namespace for cells; functions that they define find each other in it.

    Args:
        names: What is there at first.
    """

    timeout = 300.0  # without walls nothing holds a cell to it

    def __init__(self, names: dict[str, Any] | None = None) -> None:
        self.module = types.ModuleType("__main__")
        self.names: dict[str, Any] = self.module.__dict__
        self.names.update(shell.names(), __builtins__=builtins)
        self.names.update(names or {})
        self.peer = Peer(names=self.names, trusting=True)
        self.count = 0

    def copy(self) -> "Workspace":
        """A second workspace that begins with what this one holds."""
        return Workspace(dict(self.names))

    def run(self, source: str) -> Outcome:
        """Runs a cell; what it defines stays."""
        return self._timed(source, self.names, probe=False)

    def probe(self, source: str, before: str = "") -> Outcome:
        """Runs a part of a check, of which nothing stays, and returns its `probe`.

        Args:
            source: Python.
            before: What is run before it, and does not stay either.
        """
        names = dict(self.names, probe=None)
        if before and not (outcome := self._timed(before, names, probe=True)).ok:
            return outcome
        return self._timed(source, names, probe=True)

    def begin(self) -> None:
        """Seeds the global generators at the beginning of a check that calls answers."""
        self.peer.begin()
        seed_all(0)

    def ask(self, request: Message, serve: Ask) -> Message:
        """Calls an answer.

        Args:
            request: What a `Peer` asks for.
            serve: Answers what the answer asks of the caller meanwhile.
        """
        self.peer.ask = serve
        return self.peer.serve(request)

    def _timed(self, source: str, names: dict[str, Any], *, probe: bool) -> Outcome:
        self.count += 1
        seed_all(zlib.crc32(source.encode("utf-8", "replace")))
        begin = _clock()
        try:
            name = f"<cell {self.count}>"
            if not probe:
                lines = source.splitlines(keepends=True)
                linecache.cache[name] = (len(source), None, lines, name)
            code = _compile(source, name, "exec", AWAIT, dont_inherit=True)
            _awaited(_eval(code, names), code)
            found = encode(names.get("probe")) if probe else None
        except BaseException as error:
            return Outcome(False, error_name(error), error_text(error), seconds=_clock() - begin)
        return Outcome(True, probe=found, seconds=_clock() - begin)


def seed_all(seed: int) -> None:
    """Seeds the global generators, so that answers which use them get the same grade twice."""
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed)
    if torch := sys.modules.get("torch"):
        # Grading is on the CPU; `torch.manual_seed` formats the stack for each other device.
        torch.default_generator.manual_seed(seed)


def _awaited(returned: object, code: types.CodeType) -> None:
    """Runs a cell to its end that awaits something at its top level."""
    if code.co_flags & inspect.CO_COROUTINE:
        import asyncio

        asyncio.run(returned)
