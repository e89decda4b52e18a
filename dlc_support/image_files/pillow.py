"""What Pillow reads exactly: pixels with at most 8 bits a channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dlc_support.image_files.metadata import Metadata, from_exif
from dlc_support.image_files.picture import Picture
from dlc_support.image_files.unreadable import UnreadableError, unreadable
from dlc_support.image_files.upright import upright

# What each of Pillow's modes is read as, opaque and with transparent pixels.
MODES = {
    "1": ("L", "LA"),
    "L": ("L", "LA"),
    "LA": ("LA", "LA"),
    "P": ("RGB", "RGBA"),
    "PA": ("RGBA", "RGBA"),
    "RGB": ("RGB", "RGBA"),
    "RGBA": ("RGBA", "RGBA"),
}


@contextmanager
def opened(path: Path, *formats: str) -> Iterator[Any]:
    """A file as Pillow's lazy image, of one of these formats.

    A header that names more pixels than Pillow opens, because a small file can claim any number
    of them, is answered in words.
    """
    from PIL import Image

    try:
        image = Image.open(path, formats=formats)
    except Image.DecompressionBombError as error:
        raise UnreadableError("has more pixels than are read from a PNG or JPEG") from error
    with image:
        yield image


def mode(image: Any) -> str:  # noqa: ANN401 - Pillow is imported late
    """L, LA, RGB or RGBA: what the pixels are read as."""
    if image.mode not in MODES:
        raise unreadable(f"{image.mode} pixels")
    return MODES[image.mode]["transparency" in image.info]


def about(image: Any) -> tuple[int, Metadata]:  # noqa: ANN401 - Pillow is imported late
    """How the photograph was held, and what the file says besides its pixels."""
    held, metadata = from_exif(image.getexif())
    dpi = image.info.get("dpi")
    return held, replace(
        metadata,
        icc=image.info.get("icc_profile") or b"",
        dpi=dpi and (float(dpi[0]), float(dpi[1])),
    )


def picture(samples: np.ndarray, held: int, metadata: Metadata) -> Picture:
    """Samples (H, W) or (H, W, 1 to 4) as a picture; two and four channels end with alpha."""
    samples = upright(np.atleast_3d(samples), held)
    channels = samples.shape[2]
    if channels % 2:
        return Picture(samples, None, metadata)
    return Picture(samples[:, :, :-1], samples[:, :, -1], metadata)


def read(image: Any) -> Picture:  # noqa: ANN401 - Pillow is imported late
    """The photograph, turned upright."""
    wanted = mode(image)
    image.load()
    samples = np.array(image if image.mode == wanted else image.convert(wanted))
    return picture(samples, *about(image))
