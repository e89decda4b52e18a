"""Folders that outlive a kernel: where pages keep their checkpoints."""

import re
from pathlib import Path

_drive: Path | None = None
DRIVE = Path("/content/drive")


def runs(name: str) -> Path:
    """The folder of the runs called `name`: in the data directory, or in the reader's Drive.

    Raises:
        ValueError: If `name` is not made of letters, digits, '-', '_' and '/'.
    """
    from dlc_support.data import data_directory

    if not re.fullmatch(r"[\w-]+(/[\w-]+)*", name):
        raise ValueError(f"name must be made of letters, digits, '-', '_' and '/', got {name!r}")
    return (_drive or data_directory()) / "runs" / name


def keep_in_drive() -> Path:
    """Mounts the reader's Google Drive and keeps all further runs there.

    Raises:
        RuntimeError: Outside Colab.
    """
    global _drive  # noqa: PLW0603 - one place for all cells of a page
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
