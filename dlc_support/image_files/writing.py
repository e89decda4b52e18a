"""Photographs written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dlc_support.image_files import jpeg, png, tiff
from dlc_support.image_files.picture import Picture

FORMATS = {".png": png, ".jpg": jpeg, ".jpeg": jpeg, ".tif": tiff, ".tiff": tiff}


def check_format(path: Path, *, bits: int, alpha: bool) -> None:
    """Refuses a name whose format cannot hold the photograph.

    Raises:
        ValueError: If the ending is none of those written, or JPEG would lose bits or alpha.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"output must end with one of {sorted(FORMATS)}, got {str(path)!r}")
    lost = [what for what, there in (("16 bits", bits == 16), ("alpha", alpha)) if there]
    if kind is jpeg and lost:
        raise ValueError(
            f"output must be a PNG or TIFF, got {str(path)!r}: JPEG holds 8 bits without alpha, "
            f"and the photograph has {' and '.join(lost)}"
        )


def write(picture: Picture, path: Path) -> None:
    """Writes a photograph in the format of the name, all of it or nothing.

    Raises:
        OSError: If it cannot be written; what stood there before stays.
        ValueError: If the format cannot hold the photograph.
    """
    check_format(path, bits=picture.bits, alpha=picture.alpha is not None)
    with draft(path) as place:
        FORMATS[path.suffix.lower()].write(picture, place)


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its place when the block ends well, and goes otherwise.

    It is opened at once, so that a folder that cannot be written to is known before the work.

    Raises:
        OSError: If there is a folder of that name, or no file can be made beside it.
    """
    if path.is_dir():
        raise IsADirectoryError(f"output must be a file, got the folder {str(path)!r}")
    if not path.parent.is_dir():
        raise NotADirectoryError(f"there is no folder {str(path.parent)!r} to write into")
    place = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        place.touch(exist_ok=False)
    except OSError as error:
        raise OSError(f"output {str(path)!r} cannot be written: {error.strerror}") from error
    try:
        yield place
        place.replace(path)
    finally:
        place.unlink(missing_ok=True)
