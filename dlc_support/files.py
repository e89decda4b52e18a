"""Files written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path | str) -> Iterator[Path]:
    """A draft to write in the block; after it the draft is the file, or there is no draft.

    Readers see the previous file or the new one, never a part. The draft lies in the same folder,
    since a rename does not cross file systems, under a short name of this process: a long name
    of the file leaves no room for an ending.

    Raises:
        OSError: If the folder cannot be made, or the file cannot be replaced.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     with replacing(Path(folder) / "notes.txt") as draft:
        ...         _ = draft.write_text("whole")
        ...     [file.name for file in Path(folder).iterdir()]
        ['notes.txt']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path | str, content: str | bytes) -> Path:
    """Writes text (UTF-8, line ends as they are) or bytes whole or not at all.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     write_whole(Path(folder) / "new" / "notes.txt", "whole").read_text()
        'whole'
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with replacing(path) as draft:
        draft.write_bytes(data)
    return Path(path)
