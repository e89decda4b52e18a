"""TIFF: 8 and 16 bits, alpha, the usual compressions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dlc_support.image_files import pillow
from dlc_support.image_files.metadata import Metadata, from_exif, tiff_exif
from dlc_support.image_files.picture import Picture
from dlc_support.image_files.unreadable import UnreadableError, unreadable

MAGICS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
ICC = 34675
# Values of tags, as the standard numbers them.
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, YCBCR = 0, 1, 2, 3, 6
NAMES = {5: "CMYK", YCBCR: "YCbCr", 8: "LAB", 32803: "raw sensor"}
INCH, CENTIMETRE = 2, 3
JPEG = (6, 7)
PLANES = 2  # each channel by itself
ASSOCIATED = 1  # colours that are multiplied by alpha already


@contextmanager
def _page(path: Path) -> Iterator[Any]:
    """The only page of a file, if its pixels are of a kind that is read."""
    from tifffile import TiffFile

    with _silent(), TiffFile(path) as file:
        if not len(file.pages):
            raise ValueError("there is no page")
        if len(file.pages) != 1:
            raise UnreadableError(f"holds {len(file.pages)} pages; a photograph has one")
        page = file.pages[0]
        _check(page)
        yield page


@contextmanager
def _silent() -> Iterator[None]:
    """Without tifffile's warnings of tags that say nothing of pixels."""
    from tifffile import logger

    before = logger().disabled
    logger().disabled = True
    try:
        yield
    finally:
        logger().disabled = before


def _check(page: Any) -> None:  # noqa: ANN401 - tifffile is imported late
    colours, bits = int(page.photometric), page.bitspersample
    read = colours in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE)
    if not read and (colours != YCBCR or int(page.compression) not in JPEG):
        raise unreadable(f"{NAMES.get(colours, f'photometric {colours}')} pixels")
    if page.sampleformat != 1 or bits not in (1, 8, 16):
        raise unreadable(f"{bits}-bit samples of the type {page.dtype}")
    if colours == PALETTE and page.samplesperpixel > 1:
        raise unreadable("a palette with further channels")
    if page.samplesperpixel - len(page.extrasamples) not in (1, 3) or len(page.extrasamples) > 1:
        raise unreadable(f"{page.samplesperpixel} channels")
    if page.imagedepth > 1:
        raise unreadable("a volume")


def header(path: Path) -> tuple[int, int, int, int, bool]:
    """Rows, columns, channels, bits, and whether there is alpha."""
    with _page(path) as page:
        palette = int(page.photometric) == PALETTE
        colours = 3 if palette or page.samplesperpixel >= 3 else 1
        bits = 16 if page.bitspersample == 16 and not palette else 8
        return page.imagelength, page.imagewidth, colours, bits, bool(page.extrasamples)


def read(path: Path) -> Picture:
    """The photograph, turned upright."""
    with _page(path) as page:
        samples = _samples(page)
        icc = page.tags.valueof(ICC, default=b"")
        dpi = _dpi(page)
    held, about = from_exif(tiff_exif(path))
    return pillow.picture(samples, held, replace(about, icc=icc, dpi=dpi))


def _samples(page: Any) -> np.ndarray:  # noqa: ANN401 - tifffile is imported late
    samples = page.asarray()
    if page.samplesperpixel > 1 and int(page.planarconfig) == PLANES:
        samples = np.moveaxis(samples, 0, -1)
    if page.bitspersample == 1:
        samples = np.where(samples, 255, 0).astype(np.uint8)
    if int(page.photometric) == PALETTE:
        return (page.colormap[:, samples] >> 8).astype(np.uint8).transpose(1, 2, 0)
    samples = np.atleast_3d(samples)
    if int(page.photometric) == WHITE_IS_ZERO:
        samples = np.concatenate([~samples[:, :, :1], samples[:, :, 1:]], axis=2)
    if page.extrasamples and int(page.extrasamples[0]) == ASSOCIATED:
        samples = _divided(samples)
    return samples


def _divided(samples: np.ndarray) -> np.ndarray:
    """Colours that were multiplied by alpha, as they were before."""
    top = float(np.iinfo(samples.dtype).max)
    colour, alpha = samples[:, :, :-1], samples[:, :, -1:]
    before = np.minimum(np.rint(colour * (top / np.maximum(alpha, 1))), top)
    return np.concatenate([before.astype(samples.dtype), alpha], axis=2)


def _dpi(page: Any) -> tuple[float, float] | None:  # noqa: ANN401 - tifffile is imported late
    unit = int(page.tags.valueof("ResolutionUnit", default=INCH))
    sides = [page.tags.valueof(name) for name in ("XResolution", "YResolution")]
    if unit not in (INCH, CENTIMETRE) or any(not side or not side[1] for side in sides):
        return None
    inch = 2.54 if unit == CENTIMETRE else 1.0
    return (inch * sides[0][0] / sides[0][1], inch * sides[1][0] / sides[1][1])


def write(picture: Picture, path: Path) -> None:
    """Writes all bits without loss; of EXIF, description, camera, date and rights are kept."""
    from tifffile import imwrite

    about, samples = picture.metadata, picture.samples()
    imwrite(
        path,
        samples[:, :, 0] if samples.shape[2] == 1 else samples,
        photometric="rgb" if picture.colour.shape[2] == 3 else "minisblack",
        planarconfig="contig" if samples.shape[2] > 1 else None,
        extrasamples=None if picture.alpha is None else ["unassalpha"],
        compression="zlib",
        predictor=True,
        iccprofile=about.icc or None,
        resolution=about.dpi,
        resolutionunit=about.dpi and INCH,
        metadata=None,
        software=False,
        extratags=_texts(about),
    )


def _texts(about: Metadata) -> list[tuple[int, str, int, bytes, bool]]:
    return [
        (tag, "s", 0, text.encode("latin-1", "replace"), True) for tag, text in about.texts.items()
    ]
