"""PNG, JPEG and TIFF files with 8 and 16 bits, read without losing any."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dlc_support.image_files import jpeg, png, tiff
from dlc_support.image_files.picture import Picture
from dlc_support.image_files.unreadable import UnreadableError

FORMATS = {png.MAGIC: png, jpeg.MAGIC: jpeg, **dict.fromkeys(tiff.MAGICS, tiff)}


@dataclass(frozen=True)
class Header:
    """What a file says of itself before its pixels are decoded.

    Attributes:
        height: Rows as stored.
        width: Columns as stored.
        channels: 1 for grey, 3 for colour.
        bits: Of a channel, 8 or 16.
        alpha: It has an opacity for each pixel.
    """

    height: int
    width: int
    channels: int
    bits: int
    alpha: bool


def header(path: Path) -> Header:
    """Size and kind of a photograph; no pixel is decoded.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is empty, or no PNG, JPEG or TIFF, or of a kind that is not read.
    """
    with _decoding(path) as kind:
        return Header(*kind.header(path))


def read(path: Path) -> Picture:
    """A photograph, turned upright, with all the bits that it has.

    Grey and RGB with 8 and 16 bits are kept as they are, with or without alpha; a palette becomes
    RGB, one bit becomes 8-bit grey.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is empty or damaged, no PNG, JPEG or TIFF, or of a kind that is not read.
    """
    with _decoding(path) as kind:
        return kind.read(path)


@contextmanager
def _decoding(path: Path) -> Iterator:
    """The module for a file; whatever a decoder says of a damaged one becomes a ValueError."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise ValueError(f"{path} is empty")
    kinds = [kind for magic, kind in FORMATS.items() if start.startswith(magic)]
    if not kinds:
        raise ValueError(f"{path} is not a PNG, JPEG or TIFF image")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what surrounds the pixels; errors remain errors
            yield kinds[0]
    except UnreadableError as error:
        raise ValueError(f"{path} {error}") from error
    except MemoryError as error:
        raise ValueError(f"{path} does not fit into memory") from error
    except Exception as error:  # decoders raise errors of many types
        raise ValueError(f"{path} is damaged and cannot be read: {error}") from error
