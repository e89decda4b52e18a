"""PNG: 8 and 16 bits, alpha, and chunks that say what the numbers mean."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from dlc_support.image_files import pillow
from dlc_support.image_files.picture import Picture
from dlc_support.image_files.unreadable import UnreadableError

MAGIC = b"\x89PNG\r\n\x1a\n"
MEANING = (b"gAMA", b"cHRM", b"sRGB", b"cICP")  # gamma and primaries, where there is no profile
ALPHA = 4  # bit of the colour type
INCH = 0.0254  # metres


def chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and data of each chunk of a PNG file."""
    at = len(MAGIC)
    while at + 8 <= len(content):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        yield name, content[at + 8 : at + 8 + length]
        at += length + 12


def chunk(name: bytes, data: bytes) -> bytes:
    """A chunk as it stands in the file: length, name, data, checksum."""
    return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)


def header(path: Path) -> tuple[int, int, int, int, bool]:
    """Rows, columns, channels, bits, and whether there is alpha."""
    bits, kind = _kind(path)
    with pillow.opened(path, "PNG") as image:
        if getattr(image, "n_frames", 1) > 1:
            raise UnreadableError(f"holds {image.n_frames} frames; a photograph has one")
        size = image.height, image.width
        if bits == 16:
            alpha = bool(kind & ALPHA) or "transparency" in image.info
            return *size, 3 if kind & 2 else 1, 16, alpha
        mode = pillow.mode(image)
    return *size, len(mode.rstrip("A")), 8, mode.endswith("A")


def _kind(path: Path) -> tuple[int, int]:
    """Bits of a channel, and the colour type: 0 grey, 2 RGB, 3 palette, 4 more with alpha."""
    with path.open("rb") as file:
        start = file.read(26)
    return start[24], start[25]


def read(path: Path) -> Picture:
    """The photograph, turned upright."""
    header(path)
    bits, _ = _kind(path)
    content = path.read_bytes()
    with pillow.opened(path, "PNG") as image:
        if bits == 16:
            picture = pillow.picture(_sixteen(content), *pillow.about(image))
        else:
            picture = pillow.read(image)
    said = {name: data for name, data in chunks(content) if name in MEANING}
    return replace(picture, metadata=replace(picture.metadata, png=said))


def _sixteen(content: bytes) -> np.ndarray:
    """16-bit samples; Pillow would round those of colours to 8 bits."""
    from imagecodecs import png_decode

    samples = np.atleast_3d(png_decode(content))
    key = dict(chunks(content)).get(b"tRNS")
    if key is None or samples.shape[2] % 2 == 0:
        return samples
    transparent = (samples == np.frombuffer(key, ">u2")).all(axis=2, keepdims=True)
    return np.concatenate([samples, np.where(transparent, 0, 65535).astype(np.uint16)], axis=2)


def write(picture: Picture, path: Path) -> None:
    """Writes all bits; what the file said besides the pixels stands before them."""
    from imagecodecs import png_encode

    content = bytes(png_encode(np.ascontiguousarray(picture.samples())))
    first = len(MAGIC) + 25  # the header, which has to come first
    said = b"".join(chunk(name, data) for name, data in _said(picture))
    path.write_bytes(content[:first] + said + content[first:])


def _said(picture: Picture) -> Iterator[tuple[bytes, bytes]]:
    about = picture.metadata
    yield from about.png.items()
    if about.icc:
        yield b"iCCP", b"ICC profile\0\0" + zlib.compress(about.icc)
    if about.dpi:
        metre = [round(dots / INCH) for dots in about.dpi]
        yield b"pHYs", metre[0].to_bytes(4) + metre[1].to_bytes(4) + b"\x01"
    if exif := about.exif(*picture.colour.shape[:2]):
        yield b"eXIf", exif.removeprefix(b"Exif\0\0")
