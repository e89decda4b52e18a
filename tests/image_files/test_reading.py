"""Tests of photographs read: every bit of every kind, and words for what is not one."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from dlc_support.image_files import Header, header, read
from tests.image_files.by_hand import png, ramp, tiff

MODES = {1: "grey", 2: "grey with alpha", 3: "RGB", 4: "RGB with alpha"}


def stored(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_every_bit_of_every_kind_is_read(tmp_path, channels, dtype, kind):
    samples = ramp(channels, dtype)
    content = png(samples) if kind == "png" else tiff(samples, 2 if channels > 2 else 1)
    path = stored(tmp_path / "photograph", content)
    picture = read(path)
    assert np.array_equal(picture.samples(), samples)
    assert picture.mode == f"{8 * samples.itemsize}-bit {MODES[channels]}"
    assert header(path) == Header(
        20, 30, 3 if channels > 2 else 1, 8 * samples.itemsize, channels in (2, 4)
    )
    if dtype == np.uint16:
        assert len(np.unique(picture.colour)) > 256


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_one_bit_becomes_black_and_white(tmp_path, kind):
    image = Image.fromarray(np.eye(9, dtype=bool))
    picture = read(stored(tmp_path / "x", saved(image, kind)))
    assert picture.mode == "8-bit grey"
    assert np.array_equal(picture.colour[:, :, 0], 255 * np.eye(9, dtype=np.uint8))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_palette_becomes_colours(tmp_path, kind):
    colours = Image.fromarray(ramp(3, np.uint8))
    image = colours.quantize(16)
    path = stored(tmp_path / "x", saved(image, kind))
    assert np.array_equal(read(path).colour, np.asarray(image.convert("RGB")))
    assert header(path).channels == 3


def test_transparent_entries_of_a_palette_become_alpha(tmp_path):
    image = Image.fromarray(ramp(1, np.uint8)[:, :, 0] // 128, "P")
    image.putpalette([10, 20, 30, 40, 50, 60])
    path = stored(tmp_path / "x", saved(image, "PNG", transparency=b"\x00\xff"))
    picture = read(path)
    assert header(path).alpha
    assert np.array_equal(picture.alpha > 0, picture.colour[:, :, 0] == 40)


@pytest.mark.parametrize(("channels", "key"), [(1, ">H"), (3, ">HHH")])
def test_the_transparent_colour_of_a_16_bit_png_becomes_alpha(tmp_path, channels, key):
    samples = ramp(channels)
    transparent = samples[3, 4]
    content = png(samples, tRNS=struct.pack(key, *transparent.tolist()))
    path = stored(tmp_path / "x", content)
    picture = read(path)
    assert header(path).alpha
    assert np.array_equal(picture.colour, samples)
    assert np.argwhere(picture.alpha == 0).tolist() == [[3, 4]]


def test_jpeg_is_read_as_pillow_decodes_it(tmp_path):
    content = saved(Image.fromarray(ramp(3, np.uint8)), "JPEG")
    path = stored(tmp_path / "x", content)
    assert np.array_equal(read(path).colour, np.asarray(Image.open(io.BytesIO(content))))
    assert header(path) == Header(20, 30, 3, 8, alpha=False)


def test_an_interlaced_16_bit_png_is_read(tmp_path):
    # One pixel: the first of the seven passes holds all there is.
    content = bytearray(png(np.array([[[1, 258, 65535]]], np.uint16)))
    content[28] = 1
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    assert read(stored(tmp_path / "x", bytes(content))).colour.tolist() == [[[1, 258, 65535]]]


@pytest.mark.parametrize("mode", ["CMYK", "LAB"])
def test_other_colours_are_refused_in_words(tmp_path, mode):
    kind = "JPEG" if mode == "CMYK" else "TIFF"
    path = stored(tmp_path / "x", saved(Image.new(mode, (8, 8)), kind))
    for function in (read, header):
        with pytest.raises(ValueError, match=f"x holds .*{mode}.* pixels; grey and RGB"):
            function(path)


@pytest.mark.parametrize("mode", ["CMYK", "F", "I"])
def test_other_kinds_of_tiff_are_refused_in_words(tmp_path, mode):
    path = stored(tmp_path / "x", saved(Image.new(mode, (8, 8)), "TIFF"))
    with pytest.raises(ValueError, match=r"x holds .*: convert it first"):
        read(path)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_more_than_one_picture_is_refused(tmp_path, kind):
    first, second = (Image.fromarray(ramp(3, np.uint8) // part) for part in (1, 2))
    content = saved(first, kind, save_all=True, append_images=[second])
    with pytest.raises(ValueError, match=r"x holds 2 (frames|pages); a photograph has one"):
        read(stored(tmp_path / "x", content))


def test_an_empty_file_is_called_empty(tmp_path):
    with pytest.raises(ValueError, match=r"x is empty$"):
        read(stored(tmp_path / "x", b""))


@pytest.mark.parametrize("content", [b"a text", b"GIF89a", b"\x89PNG", bytes(100)])
def test_what_is_no_photograph_is_said_to_be_none(tmp_path, content):
    with pytest.raises(ValueError, match="x is not a PNG, JPEG or TIFF image"):
        read(stored(tmp_path / "x", content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["png", "tiff", "PNG", "JPEG", "TIFF"])
def test_a_truncated_file_is_called_damaged(tmp_path, kind, part):
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3))
    if kind in ("png", "tiff"):
        samples = (257 * noise).astype(np.uint16)
        content = png(samples) if kind == "png" else tiff(samples, 2)
    else:
        content = saved(Image.fromarray(noise.astype(np.uint8)), kind)
    path = stored(tmp_path / "x", content[: int(part * len(content))])
    with pytest.raises(ValueError, match="x is damaged and cannot be read"):
        read(path)


def test_a_damaged_16_bit_png_is_not_read_as_if_it_were_whole(tmp_path):
    content = bytearray(png(ramp(3)))
    content[len(content) // 2] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        read(stored(tmp_path / "x", bytes(content)))
