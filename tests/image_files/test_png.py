"""Tests of what only PNG knows: chunks."""

import struct
import zlib

import numpy as np
from PIL import Image

from dlc_support.image_files import png, read
from dlc_support.image_files.metadata import Metadata
from dlc_support.image_files.picture import Picture
from tests.image_files import by_hand
from tests.image_files.by_hand import ramp

GAMMA = struct.pack(">I", 100000)  # linear light


def test_chunks_are_found_by_name():
    content = by_hand.png(ramp(1), gAMA=GAMMA)
    assert [name for name, _ in png.chunks(content)] == [b"IHDR", b"gAMA", b"IDAT", b"IEND"]
    assert dict(png.chunks(content))[b"gAMA"] == GAMMA


def test_a_chunk_is_framed_by_length_and_checksum():
    assert png.chunk(b"IEND", b"") == bytes.fromhex("0000000049454e44ae426082")


def test_what_the_numbers_mean_is_kept(tmp_path):
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    first.write_bytes(by_hand.png(ramp(3), gAMA=GAMMA))
    picture = read(first)
    assert picture.metadata.png == {b"gAMA": GAMMA}
    png.write(picture, second)
    assert read(second).metadata.png == {b"gAMA": GAMMA}


def test_what_is_written_holds_16_bits_for_others(tmp_path):
    path = tmp_path / "x.png"
    png.write(Picture(ramp(1), None, Metadata(dpi=(300.0, 300.0))), path)
    with Image.open(path) as image:
        assert image.mode == "I;16"
        assert np.array_equal(np.asarray(image), ramp(1)[:, :, 0])
        assert [round(dots) for dots in image.info["dpi"]] == [300, 300]


def test_sixteen_bits_of_colour_are_written_in_the_order_of_the_standard(tmp_path):
    path = tmp_path / "x.png"
    png.write(Picture(ramp(3)[:1]), path)
    parts = dict(png.chunks(path.read_bytes()))
    assert parts[b"IHDR"][8:10] == bytes([16, 2])
    line = zlib.decompress(parts[b"IDAT"])
    if line[0] == 1:  # differences to the pixel on the left
        values = np.frombuffer(line[1:], np.uint8).reshape(-1, 6).cumsum(axis=0, dtype=np.uint8)
        line = b"\0" + values.tobytes()
    assert line == b"\0" + ramp(3)[0].astype(">u2").tobytes()
