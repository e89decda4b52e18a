"""Folders that outlive a kernel: where pages keep their checkpoints."""

import re
from pathlib import Path

_drive: Path | None = None
DRIVE = Path("/content/drive")


def kept_in() -> Path:
    """The folder of all that lasts: the data directory, or the reader's Drive."""
    from dlc_support.data.directory import data_directory

    return _drive or data_directory()


def runs(name: str) -> Path:
    """The folder of the runs called `name`, for `fit(..., checkpoint=runs("page/model"))`.

    Raises:
        ValueError: If `name` is not made of letters, digits, '-', '_' and '/'.
    """
    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", name):
        raise ValueError(f"name must be made of letters, digits, '-', '_' and '/', got {name!r}")
    return kept_in() / "runs" / name


def keep_in_drive() -> Path:
    """Mounts the reader's Google Drive and keeps all further runs there.

    Raises:
        RuntimeError: Outside Colab.
    """
    global _drive
    try:
        from google.colab import drive
    except ImportError as error:
        raise RuntimeError(
            "drive=True keeps runs in Google Drive and works on Colab only; "
            "elsewhere set DLC_DATA to a folder that lasts"
        ) from error
    drive.mount(str(DRIVE))
    _drive = DRIVE / "MyDrive" / "dlc"
    return _drive
