"""Where data lies that is kept, what is there, and how to be rid of it."""

import os
from pathlib import Path

# The folders that data sets of this package write: nothing else is ever listed or removed.
FOLDERS = ("MNIST", "MovieLens", "renders")


def data_directory() -> Path:
    """Folder of downloaded data: the variable `DLC_DATA`, else the user's cache directory."""
    chosen = os.environ.get("DLC_DATA", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("dlc", appauthor=False)


def describe() -> dict[str, int]:
    """Bytes on disk of each downloaded data set, by name."""
    found = {name: _files(data_directory() / name) for name in FOLDERS}
    return {name: sum(map(_bytes, files)) for name, files in found.items() if files}


def clear() -> int:
    """Removes all downloaded data sets.

    Files that do not belong to a data set of this package stay, whatever directory was chosen.

    Returns:
        Number of bytes removed.

    Raises:
        OSError: If a file cannot be removed (another program has it open, or it is read-only).
    """
    removed = 0
    for name in FOLDERS:
        folder = data_directory() / name
        for file in _files(folder):
            removed += _bytes(file)
            file.unlink()
        _remove_empty(folder)
    return removed


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


def _bytes(file: Path) -> int:
    return file.lstat().st_size


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir()
    if folder.is_dir():
        folder.rmdir()
