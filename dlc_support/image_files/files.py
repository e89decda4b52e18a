"""Photographs read and written without losing a bit, by libvips; BMP is read by Pillow."""

import os
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from dlc_support.files import write_whole
from dlc_support.image_files.picture import Header, Picture

MEMORY = 4  # GiB
# The only loaders that are called, by the first bytes of a file: libvips has others, for text,
# vector graphics and raw numbers.
LOADERS = {
    rb"\x89PNG\r\n\x1a\n": "pngload",
    rb"\xff\xd8\xff": "jpegload",
    rb"II[*+]\0|MM\0[*+]": "tiffload",
    rb"RIFF....WEBP": "webpload",
    rb"....ftyp.{0,40}avi[fs]": "heifload",
    rb"GIF8": "gifload",
    rb"BM": "bmp",
}
HEIC = rb"....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)"
NO_HEIC = "is a HEIC photograph, which is not read: export it as JPEG, or let the phone take JPEG"
NO_IMAGE = "is not a PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP image"
# libvips' interpretations, by the channels of their colours, and its types.
COLOURS = {"b-w": 1, "grey16": 1, "srgb": 3, "rgb": 3, "rgb16": 3}
BITS = {"uchar": 8, "ushort": 16}
# What PNG's chunks say where the numbers are sRGB: code points, or gamma 1 / 2.2 and the primaries
# of BT.709 in units of 1e-5, which writers round.
SRGB = {
    b"cICP": ("u1", [1, 13, 0, 1], 0),
    b"gAMA": (">u4", [45455], 1000),
    b"cHRM": (">u4", [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000], 1000),
}
REMEDY = "; grey and RGB of 8 or 16 bits, in sRGB or with a profile, are read: convert it first"
CHANNELS, PLANES, TILES, DNG_VERSION = 277, 284, 322, 50706  # tags of TIFF
# Of libvips' fields: those that are kept, but for those that are true only of the file read.
KEPT = r"exif-.*|icc-profile-data|png-comment-.*-(Title|Author|Copyright|Creation Time)"
UNTRUE = (
    r"orientation|exif-ifd1-.*|jpeg-thumbnail-data|exif-ifd0-(Orientation|ImageWidth|ImageLength)|"
    r"exif-ifd2-(MakerNote|SubjectArea|SubjectLocation|FocalPlane.*|CompressedBitsPerPixel)"
)
# How each ending is written; the losses of this JPEG are below the noise of a photograph.
PNG = ("pngsave_buffer", {})
JPEG = ("jpegsave_buffer", {"Q": 95, "subsample_mode": "off"})
TIFF = ("tiffsave_buffer", {"compression": "deflate", "predictor": "horizontal"})
FORMATS = {".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".tif": TIFF, ".tiff": TIFF}


def header(path: Path) -> Header:
    """Size and kind of a photograph, from its header (a BMP is decoded); raises as `read` does."""
    with _naming(path):
        return _header(path, _opened(path))


def read(path: Path, *, memory: float | int = MEMORY) -> Picture:
    """A photograph, turned upright, with all the bits that it has; of several, the first.

    Grey and RGB of 8 and 16 bits are kept as they are, with or without alpha; fewer bits become 8,
    a palette becomes grey or RGB.

    Args:
        path: PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP, whatever its name ends with.
        memory: GiB that it may take; see `Header.check_memory`.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is damaged, no photograph, of a kind that is not read, or too large.
    """
    with _naming(path):
        image = _opened(path)
        about = _header(path, image)
        about.check_memory(path, memory)
        samples = _decoded(image)
        kept = [name for name in image.get_fields() if re.fullmatch(KEPT, name)]
        sides = ["xres", "yres"] if image.xres != 1 else []  # 1 where the file says nothing
        return Picture(
            samples[:, :, : about.channels],
            samples[:, :, -1] if about.alpha else None,
            metadata={name: image.get(name) for name in kept + sides},
        )


def check_format(path: Path, *, bits: int, alpha: bool) -> None:
    """Refuses a name whose format is none of those written, or cannot hold the photograph."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"output must end with one of {sorted(FORMATS)}, got {str(path)!r}")
    lost = [what for what, there in (("16 bits", bits == 16), ("alpha", alpha)) if there]
    if kind is JPEG and lost:
        raise ValueError(
            f"output must be a PNG or TIFF, got {str(path)!r}: JPEG holds 8 bits without alpha, "
            f"and the photograph has {' and '.join(lost)}"
        )


def write(picture: Picture, path: Path) -> None:
    """Writes a photograph in the format of the name, all of it or nothing.

    Profile and resolution go along; into PNG and JPEG also what EXIF says of date, place, camera
    and copyright.

    Raises:
        OSError: If it cannot be written; what stood there before stays.
        ValueError: If the format cannot hold the photograph.
    """
    import pyvips

    check_format(path, bits=picture.bits, alpha=picture.alpha is not None)
    image = pyvips.Image.new_from_array(np.ascontiguousarray(picture.samples()))
    meaning = {(8, 1): "b-w", (8, 3): "srgb", (16, 1): "grey16", (16, 3): "rgb16"}
    about = {"xres": 72 / 25.4, "yres": 72 / 25.4, **picture.metadata}  # pixels per mm
    image = image.copy(
        interpretation=meaning[picture.bits, picture.colour.shape[2]],
        **{name: about.pop(name) for name in ("xres", "yres")},
    )
    for name, value in about.items():
        kind = "blob_type" if isinstance(value, bytes) else "refstr_type"
        image.set_type(getattr(pyvips.GValue, kind), name, value)
    for name in image.get_fields():
        if re.fullmatch(UNTRUE, name):
            image.remove(name)
    save, options = FORMATS[path.suffix.lower()]
    # Where nothing is said, libvips would make up an EXIF block.
    keep = "all" if {"exif-data", "xres"} & picture.metadata.keys() else "icc|other"
    write_whole(path, getattr(image, save)(keep=keep, **options))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Whatever a decoder says of a file becomes a ValueError that names it."""
    try:
        yield
    except Exception as error:  # decoders raise errors of many types
        said = str(error)
        if said.startswith(str(path)) or (isinstance(error, OSError) and error.filename):
            raise
        # libvips says what was called in the first line, and what was wrong in the second.
        reason = [line.strip() for line in [repr(error), *said.splitlines()[:2]] if line.strip()][
            -1
        ]
        raise ValueError(f"{path} is damaged and cannot be read: {reason}") from error


def _opened(path: Path) -> Any:  # noqa: ANN401 - pyvips is imported late
    """A file as libvips' lazy image."""
    import pyvips

    with path.open("rb") as file:
        start = file.read(64)
    if not start:
        raise ValueError(f"{path} is empty")
    kind = next((kind for magic, kind in LOADERS.items() if re.match(magic, start, re.S)), None)
    if kind is None:
        raise ValueError(f"{path} {NO_HEIC if re.match(HEIC, start, re.S) else NO_IMAGE}")
    if kind == "bmp":
        from PIL import Image

        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=("BMP",)) as image:
            grey = image.mode in ("1", "L")
            return pyvips.Image.new_from_array(np.asarray(image.convert("L" if grey else "RGB")))
    if kind == "pngload":
        _check_png(path)
    # Without these a damaged file is filled up, and a replaced one comes from a cache. What is an
    # error in a strip of a TIFF is a warning in a tile; in a strip, odd tags are warnings too.
    fail_on = "warning" if kind == "tiffload" and _has_tiles(path) else "error"
    options = {"access": "sequential", "fail_on": fail_on, "revalidate": True}
    return getattr(pyvips.Image, kind)(os.fsencode(path), **options)


def _check_png(path: Path) -> None:
    """Refuses numbers that do not mean sRGB, unless there is a profile, which is kept.

    Source:
        PNG specification, 4.3: the first of cICP, iCCP, sRGB, and gAMA with cHRM counts.
    """
    chunks = {}
    with path.open("rb") as file:
        file.seek(8)
        while len(start := file.read(8)) == 8 and start[4:] != b"IDAT":
            chunks[start[4:]] = file.read(int.from_bytes(start[:4]))
            file.seek(4, os.SEEK_CUR)  # the checksum
    counting = [b"cICP"] if b"cICP" in chunks else [b"gAMA", b"cHRM"]
    if counting[1:] and {b"iCCP", b"sRGB"} & chunks.keys():
        return
    for name in counting:
        kind, expected, rounding = SRGB[name]
        said = np.frombuffer(chunks.get(name, b""), kind).astype(int)
        if said.size and np.abs(said - expected).max() > rounding:
            raise ValueError(
                f"{path} has other colours than sRGB ({name.decode()} {said}){REMEDY}"
            )


def _has_tiles(path: Path) -> bool:
    """True if a TIFF is built of tiles; refuses what libvips would misread."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    with path.open("rb") as file:
        start = file.read(8)
        tags = ImageFileDirectory_v2(start + file.read(8 * (43 in start[2:4])))
        file.seek(tags.next)
        tags.load(file)
    if DNG_VERSION in tags:
        raise ValueError(f"{path} holds raw sensor data{REMEDY}")
    if tags.get(PLANES) == 2 and tags.get(CHANNELS) == 2:
        raise ValueError(f"{path} holds grey and alpha in separate planes{REMEDY}")
    return TILES in tags


def _header(path: Path, image: Any) -> Header:  # noqa: ANN401 - pyvips is imported late
    channels, bits = COLOURS.get(image.interpretation), BITS.get(image.format)
    if not channels or not bits or image.bands - channels not in (0, 1):
        what = f"{image.bands} channels ({image.interpretation}) of the type {image.format}"
        raise ValueError(f"{path} holds {what}{REMEDY}")
    held = image.get_typeof("orientation") and image.get("orientation")  # 5 to 8: on a side
    sides = (image.height, image.width)[:: -1 if held >= 5 else 1]
    return Header(*sides, channels, bits, alpha=image.bands > channels)


def _decoded(image: Any) -> np.ndarray:  # noqa: ANN401 - pyvips is imported late
    """The samples (H, W, C), upright."""
    import pyvips

    # In this thread: after a fork, as in the workers of a DataLoader, those of libvips would hang.
    region = pyvips.Region.new(image)
    samples = np.empty((image.height, image.width, image.bands), f"uint{BITS[image.format]}")
    for top in range(0, image.height, 256):
        rows = samples[top : top + 256]
        strip = region.fetch(0, top, image.width, len(rows))
        rows[:] = np.frombuffer(strip, rows.dtype).reshape(rows.shape)
    held = image.get_typeof("orientation") and image.get("orientation")
    samples = samples.swapaxes(0, 1) if held >= 5 else samples
    down, across = -1 if held in (3, 4, 7, 8) else 1, -1 if held in (2, 3, 6, 7) else 1
    return np.ascontiguousarray(samples[::down, ::across])
