"""Runs that are kept: what lies in the folders of checkpoints, and which code trained it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import torch

from dlc_support.files import replacing
from dlc_support.sources import names_key
from dlc_support.sources.files import ours
from dlc_support.training.checkpoint import ACCEPTED, Checkpoint, CheckpointConfig
from dlc_support.training.runs import kept_in


@dataclass(frozen=True)
class KeptRun:
    """A run's newest checkpoint.

    Attributes:
        path: The file.
        what: What was trained, on what.
        seconds: Time of the training.
        steps: Steps that are over.
        made: The definitions that trained it, their key, and why other code still stands for it.
    """

    path: Path
    what: str
    seconds: float
    steps: int
    made: dict[str, Any]

    @property
    def name(self) -> str:
        """Its folder as `runs` takes it, and its fingerprint."""
        return self.path.relative_to(kept_in() / "runs").with_suffix("").as_posix()

    @property
    def size(self) -> int:
        """Bytes of the checkpoint and of the one before."""
        return sum(file.stat().st_size for file in self._files())

    @property
    def date(self) -> str:
        """Day of the last change, in UTC."""
        changed = datetime.datetime.fromtimestamp(self.path.stat().st_mtime, tz=datetime.UTC)
        return changed.date().isoformat()

    @property
    def fits(self) -> bool | None:
        """True where the code that trained it is here; None where a notebook's own took part."""
        if self.made["code"] == ACCEPTED:
            return True
        return None if self._own else self.made["code"] == (self._key() or None)

    def accept(self, why: str) -> None:
        """Keeps the weights although other code trained them, and stores why.

        Where its definitions are not found, the key is that of the next call of `fit`.

        Raises:
            ValueError: If there is no reason, or nothing to accept.
        """
        if not why.strip():
            raise ValueError(f"why must say why the weights would be the same, got {why!r}")
        if self.fits:
            raise ValueError(f"there is nothing to accept: the code of {self.name} is here")
        day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        code = self._key() or ACCEPTED
        reason = {"date": day, "old": self.made["code"], "new": code, "why": why}
        state = torch.load(self.path, map_location="cpu", weights_only=True)
        state["made"] = {**self.made, "code": code, "accepted": [*self.made["accepted"], reason]}
        with replacing(self.path) as draft:
            torch.save(state, draft)

    def remove(self) -> None:
        """Removes its files: the same call of `fit` trains anew."""
        for file in self._files():
            file.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.path.parent.glob(f"{self.path.stem}.*"))

    @property
    def _own(self) -> bool:
        """True where definitions outside the package took part: only `fit` sees those."""
        return not all(ours(name) for name in self.made["names"])

    def _key(self) -> str:
        """The key that its code has now; empty where that cannot be known here."""
        try:
            return "" if self._own or not self.made["names"] else names_key(self.made["names"])
        except ValueError:  # a definition has another name or place
            return ""


def kept_runs(name: str = "") -> Iterator[KeptRun]:
    """The runs below the folder of `runs`, sorted.

    Args:
        name: A run's name, its fingerprint, or a folder's name; all of them where it is empty.
    """
    folder = kept_in() / "runs"
    for path in sorted(folder.rglob("*.pt")):
        inside = path.relative_to(folder).with_suffix("")
        names = (path.stem, inside.as_posix(), *map(PurePath.as_posix, inside.parents))
        meant = not name or name in names
        state = Checkpoint(CheckpointConfig(path.parent), path.stem).peek() if meant else None
        if state is not None and not path.stem.endswith(".previous"):
            history, made = state["history"], state["made"]
            yield KeptRun(path, made["what"], history["seconds"], history["steps"], made)
