"""Runs cells one after another in one namespace, as a kernel does, and says how each went.

The same code runs a submission within the sandbox and a master outside it.
"""

import builtins
import linecache
import random
import sys
import time
import types
import zlib
from dataclasses import dataclass
from typing import Any

from dlc_support.grading.values import encode

# Bound here, so that a cell which replaces the built-in functions does not replace these.
_compile, _exec, _clock = compile, exec, time.process_time


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

    def __init__(self, names: dict[str, Any] | None = None) -> None:
        self.module = types.ModuleType("__main__")
        self.names: dict[str, Any] = self.module.__dict__
        self.names.update(names or {}, display=_nothing, __builtins__=builtins)
        self.count = 0

    def copy(self) -> "Workspace":
        """A second workspace that begins with what this one holds."""
        return Workspace(dict(self.names))

    def run(self, source: str) -> Outcome:
        """Runs a cell; what it defines stays."""
        return self._timed(source, self.names, probe=False)

    def probe(self, source: str) -> Outcome:
        """Runs a hidden test, of which nothing stays, and returns its `probe`."""
        return self._timed(source, dict(self.names, probe=None), probe=True)

    def _timed(self, source: str, names: dict[str, Any], *, probe: bool) -> Outcome:
        self.count += 1
        seed_all(zlib.crc32(source.encode("utf-8", "replace")))
        begin = _clock()
        try:
            name = f"<cell {self.count}>"
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            _exec(_compile(source, name, "exec", dont_inherit=True), names)
            found = encode(names.get("probe")) if probe else None
        except BaseException as error:
            return Outcome(False, _name(error), _text(error), seconds=_clock() - begin)
        return Outcome(True, probe=found, seconds=_clock() - begin)


def seed_all(seed: int) -> None:
    """Seeds the global generators, so that answers which use them get the same grade twice."""
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)


def _name(error: BaseException) -> str:
    name = type(error).__name__
    return name if getattr(builtins, name, None) is type(error) else "error"


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return ""


def _nothing(*arguments: object, **options: object) -> None:
    """Stands for `display` of a notebook."""
