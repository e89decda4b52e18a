"""Checkpoints: a run's whole state in one file, written so that a kill cannot spoil it."""

import os
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from dlc_support.arguments import check_counts, kind
from dlc_support.files import replacing
from dlc_support.sources import names_key

FORMAT = "dlc-support checkpoint 1"
BEGIN = b"PK\x03\x04"  # of a zip archive, which is what torch.save writes
ACCEPTED = "accepted"  # in place of a key: that of the next call of `fit`
LITTER_AGE = 3600.0  # seconds after which a half-written file cannot be another process's


class ForeignCheckpoint(RuntimeError):
    """A file under a checkpoint's name that no run of ours has written; nothing was executed."""


@dataclass(frozen=True)
class CheckpointConfig:
    """Where a run keeps its state, and how often.

    Attributes:
        folder: Folder of the run; the file in it is named by the run's fingerprint, so that
            quick and full runs, or digits and MNIST, do not collide.
        seconds: Time between two checkpoints, looked at when losses are read (every 50 steps).
        steps: Steps between two checkpoints, instead of `seconds`.
    """

    folder: Path | str
    seconds: float = 30.0
    steps: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.folder, str | os.PathLike):
            raise TypeError(
                "checkpoint must be a folder, as text or as a path, or a CheckpointConfig of one, "
                f"got {kind(self.folder)}"
            )
        if self.steps is not None:
            check_counts(steps=self.steps)
        if self.seconds < 0:
            raise ValueError(f"seconds must be >= 0, got {self.seconds}")


@dataclass
class Checkpoint:
    """The files of one run: the newest checkpoint and the one before it."""

    config: CheckpointConfig
    fingerprint: str
    names: Sequence[str] = ()  # the definitions that train, as `names_key` takes them
    what: str = ""  # is trained, on what
    notes: list[str] = field(default_factory=list)
    other_code: str = ""  # in words, where other code than is here has trained the weights
    saved_at: int = 0  # steps that the newest checkpoint has behind it
    _written: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._made = {
            "what": self.what,
            "names": list(self.names),
            "code": names_key(self.names),
            "accepted": [],
        }

    @property
    def path(self) -> Path:
        """The newest checkpoint."""
        return Path(self.config.folder) / f"{self.fingerprint}.pt"

    @property
    def previous(self) -> Path:
        """The one before."""
        return self.path.with_suffix(".previous.pt")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps the run to this process: another one that trains it is waited for.

        Raises:
            ValueError: If the folder cannot be made or written.
        """
        from filelock import FileLock, Timeout

        folder = self.path.parent
        lock = FileLock(self.path.with_suffix(".lock"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            for litter in folder.glob(".*.part"):
                # Another run in this folder may have just finished its own.
                with suppress(FileNotFoundError):
                    if time.time() - litter.stat().st_mtime > LITTER_AGE:
                        litter.unlink()
        except OSError as error:
            raise ValueError(
                f"checkpoint must be a folder that can be written, got {self.config.folder}: "
                f"{error}"
            ) from error
        # Some network drives have no locks: there the reader sees to it.
        with suppress(NotImplementedError):
            try:
                lock.acquire(blocking=False)
            except Timeout:
                print(  # noqa: T201 - it may last, and the reader is to know for what
                    f"waiting for another process that trains this run ({self.path})",
                    file=sys.stderr,
                )
                lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def due(self, steps_done: int) -> bool:
        """True when it is time for the next checkpoint."""
        if self.config.steps is not None:
            return steps_done % self.config.steps == 0
        return time.monotonic() - self._written >= self.config.seconds

    def save(self, state: dict[str, Any]) -> None:
        """Writes a draft, then renames it; the previous checkpoint is kept.

        Raises:
            OSError: If it cannot be written, because the disk is full for example.
        """
        try:
            with replacing(self.path) as draft:
                with draft.open("wb") as file:
                    head = {"format": FORMAT, "fingerprint": self.fingerprint, "made": self._made}
                    torch.save({**head, **state}, file)
                    file.flush()
                    os.fsync(file.fileno())
                if self.path.exists():
                    self.path.replace(self.previous)
        # Where a write fails in its midst, PyTorch's own complaint hides the system's.
        except (OSError, RuntimeError) as error:
            cause = error if isinstance(error, OSError) else error.__context__ or error
            raise OSError(
                f"the checkpoint could not be written in {self.path.parent}: {cause}; once there "
                "is room, the same call of fit goes on from the last whole one, if there is one"
            ) from error
        self._written = time.monotonic()

    def load(self) -> dict[str, Any] | None:
        """The newest complete checkpoint of this run, or None.

        Raises:
            ForeignCheckpoint: If a file under this name is not a checkpoint of this run.
        """
        for path in (self.path, self.previous):
            if not path.exists():
                continue
            if not _truncated(path):
                if self.notes:
                    self.notes.append(f"the run went on from {path.name}")
                return self._compared(self._read(path))
            # It goes: the next checkpoint would rename it over the previous one, the good one.
            path.unlink()
            self.notes.append(f"{path.name} was truncated and has been removed")
        if self.notes:
            self.notes.append("no complete checkpoint was left: the run began anew")
        return None

    def peek(self) -> dict[str, Any] | None:
        """What the newest checkpoint holds, tensors unread; None if it is not one of ours."""
        try:
            state = torch.load(self.path, map_location="cpu", weights_only=True, mmap=True)
        except Exception:
            return None
        ours = isinstance(state, dict) and state.get("format") == FORMAT
        return {"made": self._unknown(), **state} if ours else None

    def _unknown(self) -> dict[str, Any]:
        """What is said of a checkpoint that does not say what made it."""
        return {"what": self.what, "names": [], "code": "", "accepted": []}

    def _compared(self, state: dict[str, Any]) -> dict[str, Any]:
        """Notes where other code has trained the weights; what trains on stays theirs."""
        here, self._made = self._made, state.pop("made", self._unknown())
        if self._made["code"] == ACCEPTED:
            self._made |= {"names": here["names"], "code": here["code"]}
            self._made["accepted"][-1]["new"] = here["code"]
            self.save(state)
        elif self._made["code"] != here["code"]:
            self.other_code = f"run {self.fingerprint}: {self.what}"
            self.notes.append(
                f"other code than is here has trained {self.other_code}; if that changes no "
                f"weight, `dlc accept run {self.fingerprint} --why ...` says so, else `dlc runs "
                f"{self.fingerprint} --remove` lets it be trained anew"
            )
            warnings.warn(self.notes[-1], stacklevel=2)
        return state

    def _read(self, path: Path) -> dict[str, Any]:
        advice = f"delete or move {path} to train anew"
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:
            raise ForeignCheckpoint(
                f"{path} is no checkpoint of this package, or carries code; nothing in it was "
                f"executed; {advice}"
            ) from error
        if not isinstance(state, dict) or state.get("format") != FORMAT:
            raise ForeignCheckpoint(f"{path} holds something else than a checkpoint; {advice}")
        if state.get("fingerprint") != self.fingerprint:
            raise ForeignCheckpoint(f"{path} belongs to another run; {advice}")
        return state


def _truncated(path: Path) -> bool:
    """True for the beginning of one of our files: a zip archive without its end."""
    with path.open("rb") as file:
        begin = file.read(len(BEGIN))
    if not BEGIN.startswith(begin):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is not None
    except (zipfile.BadZipFile, EOFError):
        return True
