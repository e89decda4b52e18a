"""One process that runs a submission's cells, seen from the grader: it may hang, die, or lie."""

import json
import os
import secrets
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dlc_support.grading.calls import Ask, Message, python_error
from dlc_support.grading.sandbox import PACKAGE, Kind, Limits, NoSandbox, command, environment
from dlc_support.grading.workspace import Outcome

PIECE = 65_536
MAX_ITEMS = 100_000  # of lists and dicts in a message; arrays are text
START, END = 120.0, 10.0  # seconds that a kernel may take to begin, and to be gone once killed


class KernelGone(RuntimeError):
    """A kernel that is of no more use; the text is the grader's own.

    Args:
        reason: `"time"`, `"died"`, `"garbled"`, `"size"`, or, of a session, `"start"` or `"wall"`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Launch:
    """How a kernel is started.

    Attributes:
        kind: `"bubblewrap"` or `"none"`.
        limits: What it may use.
        preload: Modules that it imports before the limits hold.
    """

    kind: Kind
    limits: Limits
    preload: Sequence[str] = ()


class Kernel:
    """A running kernel; a context manager that leaves no process behind.

    Args:
        launch: How it is started.
        deadline: Moment of `time.monotonic()` at which all must be over.

    Raises:
        KernelGone: If it does not start within its time.
    """

    def __init__(self, launch: Launch, deadline: float | int) -> None:
        self.limits, self.deadline = launch.limits, deadline
        inside = launch.kind == "bubblewrap"
        # Walls have a home of their own, which passes away with the kernel, however it ends.
        self.folder = None if inside else _home()
        home = self.folder.name if self.folder else ""
        self.process = subprocess.Popen(
            command(launch.kind, launch.limits, launch.preload),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/" if inside else home,
            env={} if inside else environment(home, str(PACKAGE.parent)),
            start_new_session=True,
        )
        os.set_blocking(self.process.stdin.fileno(), False)
        try:
            self._begin(min(deadline, time.monotonic() + START))
        except KernelGone:
            self.close()
            raise

    def __enter__(self) -> "Kernel":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, source: str, *, probe: bool = False, before: str = "") -> Outcome:
        """Runs a cell.

        Args:
            source: Python.
            probe: For a part of a check: return its `probe`, and keep nothing of it.
            before: What is run before such a part, and is not kept either.

        Raises:
            KernelGone: If it does not answer in time, died, or answered with something else.
        """
        self.begin()
        return _outcome(self._answer({"source": source, "probe": probe, "before": before}))

    def begin(self, *, calls: bool = False) -> None:
        """Begins a cell, or a check whose `calls` have the time of a cell together."""
        self.until = min(self.deadline, time.monotonic() + self.limits.timeout)
        if calls:
            self._answer({})

    def ask(self, request: Message, serve: Ask) -> Message:
        """Calls an answer, and lets it call back.

        Args:
            request: What a `Peer` asks for.
            serve: Answers what the answer asks of the caller meanwhile.

        Raises:
            KernelGone: If it does not answer in time, died, or answered with something else.
        """
        return self._answer(request, serve)

    def _answer(self, request: Message, serve: Ask | None = None) -> Message:
        token = secrets.token_hex(16)
        self._send({"token": token, **request}, self.until)
        while True:
            # An answer that was written before it was asked for cannot know the token.
            answer = self._receive(self.until)
            if not isinstance(answer, dict) or answer.get("token") != token:
                raise KernelGone("garbled")
            if "ask" not in answer:
                return answer
            if serve is None or not isinstance(answer["ask"], dict):
                raise KernelGone("garbled")
            self._send(serve(answer["ask"]), self.until)

    def close(self) -> None:
        """Ends the process and whatever runs within its walls, and waits for that."""
        if self.process.returncode is None:
            # The whole group: a sandbox that is not set up yet does not die with its parent.
            os.killpg(self.process.pid, signal.SIGKILL)
        try:
            # The pipe's end comes when nobody is left who could write to it.
            while self._piece(PIECE, time.monotonic() + END):
                continue
        except KernelGone:
            pass
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                continue  # what was not sent has nobody to read it
        self.process.wait()
        if self.folder:
            self.folder.cleanup()

    def _begin(self, until: float | int) -> None:
        if self._receive(until) != {"ready": True}:
            raise KernelGone("garbled")

    def _send(self, message: dict[str, Any], until: float | int) -> None:
        content = json.dumps(message).encode("ascii")
        content = len(content).to_bytes(4, "little") + content
        number = self.process.stdin.fileno()
        while content:
            self._wait(number, selectors.EVENT_WRITE, until)
            try:
                content = content[os.write(number, content[:PIECE]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise KernelGone("died") from None

    def _receive(self, until: float | int) -> Any:  # noqa: ANN401 - whatever JSON holds
        size = int.from_bytes(self._read(4, until), "little")
        if size > self.limits.answer * 2**20:
            raise KernelGone("size")
        content = self._read(size, until)
        # Before they are made: millions of small lists are few bytes and much memory.
        if content.count(b",") > MAX_ITEMS:
            raise KernelGone("size")
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise KernelGone("garbled") from None

    def _read(self, size: int, until: float | int) -> bytes:
        content = bytearray()
        while len(content) < size:
            piece = self._piece(min(PIECE, size - len(content)), until)
            if not piece:
                raise KernelGone("died")
            content += piece
        return bytes(content)

    def _piece(self, size: int, until: float | int) -> bytes:
        number = self.process.stdout.fileno()
        self._wait(number, selectors.EVENT_READ, until)
        return os.read(number, size)

    def _wait(self, number: int, event: int, until: float | int) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(number, event)
            if not selector.select(max(0.0, until - time.monotonic())):
                raise KernelGone("time")


def _home() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="dlc-", ignore_cleanup_errors=True)


def _outcome(answer: dict[str, Any]) -> Outcome:
    error, seconds = answer.get("error"), answer.get("seconds")
    return Outcome(
        ok=answer.get("ok") is True,
        error=python_error(error) if error else "",
        probe=answer.get("probe"),
        seconds=seconds if isinstance(seconds, float) else 0.0,
    )


def trial(kind: Kind) -> None:
    """Starts and ends a kernel, so that a machine that cannot grade says so before it begins.

    Raises:
        NoSandbox: With what bubblewrap said.
    """
    limits = Limits()
    done = subprocess.run(
        command(kind, limits, ()),
        input=b"",
        capture_output=True,
        env=environment("/nonexistent", str(PACKAGE.parent)) if kind == "none" else {},
        cwd="/",
        timeout=START,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise NoSandbox(f"no kernel starts within {kind}: {' '.join(said)}")
