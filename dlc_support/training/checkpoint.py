"""Checkpoints: a run's whole state in one file, written so that a kill cannot spoil it."""

import os
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from dlc_support.training.plan import check_count

FORMAT = "dlc-support checkpoint 1"
BEGIN = b"PK\x03\x04"  # of a zip archive, which is what torch.save writes
LITTER_AGE = 3600.0  # seconds after which a half-written file cannot be another process's


class ForeignCheckpoint(RuntimeError):
    """A file under a checkpoint's name that no run of ours has written; nothing was executed."""


@dataclass(frozen=True)
class Checkpoint:
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
        if self.steps is not None:
            check_count("steps", self.steps)
        if self.seconds < 0:
            raise ValueError(f"seconds must be >= 0, got {self.seconds}")


@dataclass
class Store:
    """The files of one run: the newest checkpoint and the one before it."""

    where: Checkpoint
    fingerprint: str
    notes: list[str] = field(default_factory=list)
    saved_at: int = 0  # steps that the newest checkpoint has behind it
    _written: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        """The newest checkpoint."""
        return Path(self.where.folder) / f"{self.fingerprint}.pt"

    @property
    def previous(self) -> Path:
        """The one before."""
        return self.path.with_suffix(".previous.pt")

    @property
    def _part(self) -> Path:
        # One name per process: two runs of the same page must not write into each other's file.
        return self.path.with_suffix(f".{os.getpid()}.part")

    def prepare(self) -> None:
        """Makes the folder, and refuses one that cannot be written before any work is done."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._part.write_bytes(b"")
            self._part.unlink()
        except OSError as error:
            raise ValueError(
                f"checkpoint must be a folder that can be written, got {self.where.folder}: "
                f"{error}"
            ) from error
        for litter in self.path.parent.glob(f"{self.fingerprint}.*.part"):
            # Another process of the same run may have just taken its own away.
            with suppress(FileNotFoundError):
                if time.time() - litter.stat().st_mtime > LITTER_AGE:
                    litter.unlink()

    def due(self, steps_done: int) -> bool:
        """True when it is time for the next checkpoint."""
        if self.where.steps is not None:
            return steps_done % self.where.steps == 0
        return time.monotonic() - self._written >= self.where.seconds

    def save(self, state: dict[str, Any]) -> None:
        """Writes a temporary file, then renames it; the previous checkpoint is kept."""
        part = self._part
        try:
            with part.open("wb") as file:
                torch.save({"format": FORMAT, "fingerprint": self.fingerprint, **state}, file)
                file.flush()
                os.fsync(file.fileno())
            if self.path.exists():
                self.path.replace(self.previous)
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
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
                return self._read(path)
            # It goes: the next checkpoint would rename it over the previous one, the good one.
            path.unlink()
            self.notes.append(f"{path.name} was truncated and has been removed")
        if self.notes:
            self.notes.append("no complete checkpoint was left: the run began anew")
        return None

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
