"""Photographs written by a few lines of their own, without the libraries under test."""

import struct
import zlib

import numpy as np

PNG_KINDS = {1: 0, 2: 4, 3: 2, 4: 6}  # channels: colour type


def ramp(channels: int, dtype: type = np.uint16, height: int = 20, width: int = 30) -> np.ndarray:
    """Samples that take many more than 256 values where they have 16 bits; no two alike."""
    top = np.iinfo(dtype).max
    values = np.linspace(0, top, height * width * channels)
    return values.reshape(height, width, channels).astype(dtype)


def png(samples: np.ndarray, **chunks: bytes) -> bytes:
    """A PNG file; `chunks` stand before the pixels."""
    height, width, channels = samples.shape
    header = struct.pack(
        ">IIBBBBB", width, height, 8 * samples.itemsize, PNG_KINDS[channels], 0, 0, 0
    )
    lines = samples.astype(samples.dtype.newbyteorder(">")).reshape(height, -1)
    pixels = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    parts = {"IHDR": header, **chunks, "IDAT": pixels, "IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + name.encode()
        + data
        + struct.pack(">I", zlib.crc32(name.encode() + data))
        for name, data in parts.items()
    )


def tiff(samples: np.ndarray, photometric: int, *tags: tuple[int, int, int], alpha: int = 2):
    """An uncompressed little-endian TIFF file; further `tags` are (number, type, value)."""
    height, width, channels = samples.shape
    colours = 3 if photometric == 2 else 1
    pixels = samples.astype(samples.dtype.newbyteorder("<")).tobytes()
    bits = struct.pack(f"<{channels}H", *[8 * samples.itemsize] * channels)
    at = 8 + len(pixels)
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, channels, int.from_bytes(bits, "little") if channels <= 2 else at),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, 8),
        (277, 3, 1, channels),
        (278, 4, 1, height),
        (279, 4, 1, len(pixels)),
        *((number, kind, 1, value) for number, kind, value in tags),
        *([(338, 3, 1, alpha)] if channels > colours else []),
    ]
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    start = b"II*\0" + struct.pack("<I", at + len(bits))
    return start + pixels + bits + directory + struct.pack("<I", 0)
