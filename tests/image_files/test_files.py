"""Photographs in files: every bit of every kind, through both entrances, or words for what is not.

The entrances are `restore_file`, which `dlc restore` calls, and `PictureFiles`, behind
`photographs`.
"""

import io
import itertools
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image, ImageCms, ImageOps
from torch import nn

from dlc_support.data.picture_files import PictureFiles
from dlc_support.image_files import Header, Picture, header, read, write
from dlc_support.image_files.files import check_format
from dlc_support.restoring import PictureRestorer, restore_file
from tests.image_files.by_hand import png, ramp, tiff
from tools.project import ROOT

CASES = ROOT.parent / "shared" / "cases" / "images"
MODES = {1: "grey", 2: "grey with alpha", 3: "RGB", 4: "RGB with alpha"}
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
NOISE = np.random.default_rng(0).integers(0, 256, (40, 60, 3)).astype(np.uint8)


class Kept(nn.Module):
    """Gives back what it gets."""

    stride, receptive_radius, scale = 1, 0, 1

    def forward(self, images):
        return images


def stored(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def saved(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def through_both(path: Path) -> Picture:
    """The photograph as `dlc restore` writes it with a model that keeps it, checked against the
    other entrance."""
    target = path.with_name("restored.png")
    restore_file(PictureRestorer(Kept(), 3, tile=None), path, target)
    picture, restored = read(path), read(target)
    assert np.array_equal(restored.samples(), picture.samples())
    files = PictureFiles((path,), 1 if picture.colour.shape[2] == 1 else 3)
    (shape,) = files.shapes()
    eight = picture.colour if picture.bits == 8 else (picture.colour.astype(int) + 128) // 257
    assert np.array_equal(files[0].permute(1, 2, 0), eight)
    assert shape == tuple(files[0].shape)
    return restored


def refused(path: Path, words: str) -> None:
    """Asserts that both entrances refuse a file in one line that names it, and leave nothing."""
    target = path.with_name("restored.png")
    for entrance in (
        lambda: restore_file(PictureRestorer(Kept(), 3, tile=None), path, target),
        lambda: PictureFiles((path,), 3)[0],
    ):
        with pytest.raises(ValueError, match=words) as caught:
            entrance()
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)
    assert list(path.parent.iterdir()) == [path]


RIGHT = {
    "exif_float_dpi_str.jpg": (48, 40, (117.5, 117.0, 109.5)),
    "exif_rational_in_camera.jpg": (48, 40, (117.5, 117.0, 109.5)),
    "grey16_alpha.tif": (24, 40, (32030.2, 49151.5)),
    "grey16_white_is_zero.tif": (24, 40, (32030.2,)),
    "grey2_trns.png": (40, 48, (127.5, 191.2)),
    "grey8_premultiplied.tif": (24, 40, (124.4, 191.5)),
    "grey8_turned_one_strip.tif": (48, 40, (131.1,)),
    "rgb16_planar.tif": (24, 40, (32030.2, 31538.8, 31845.9)),
    "t_none.tif": (40, 48, (117.5, 117.0, 109.5)),
    "t_pal_8bitmap.tif": (40, 48, (131.1, 123.9, 65.3)),
    "t_thumb.tif": (40, 48, (117.5, 117.0, 109.5)),
    "ztxt.png": (40, 48, (117.5, 117.0, 109.5)),
}


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")
@pytest.mark.parametrize("name", RIGHT)
def test_files_that_once_failed_are_read_right(tmp_path, name):
    path = stored(tmp_path / name, (CASES / name).read_bytes())
    height, width, means = RIGHT[name]
    samples = read(path).samples()
    assert samples.shape == (height, width, len(means))
    assert samples.mean(axis=(0, 1)) == pytest.approx(means, abs=0.06)
    through_both(path)
    assert b'"shape"' not in path.with_name("restored.png").read_bytes()


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")
def test_a_header_of_200_megapixels_is_refused_with_the_option(tmp_path):
    path = stored(tmp_path / "x.jpg", (CASES / "mp200_header.jpg").read_bytes())
    refused(path, r"16320 x 12240 pixels and needs about 7\.8 GiB .* 4 GiB that --memory")


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
    assert np.array_equal(through_both(path).samples(), samples)


def turned(samples: np.ndarray, held: int) -> np.ndarray:
    """As Pillow turns them, channel by channel."""
    channels = []
    for channel in np.moveaxis(samples, 2, 0):
        image = Image.fromarray(channel)
        image.getexif()[0x0112] = held
        channels.append(np.asarray(ImageOps.exif_transpose(image)))
    return np.stack(channels, axis=2)


def tiffs():
    """Samples as they are to be read, and how tifffile is to write them."""
    table = itertools.product(
        (1, 8, 16), (1, 2, 3, 4), "<>", (None, "zlib", "lzw", "packbits", "zstd"),
        ("contig", "separate"), (None, (16, 16)), (0, 1),
    )  # fmt: skip
    for row, (bits, channels, order, packed, planes, tile, white) in enumerate(table):
        if (bits == 1 and channels > 1) or (channels > 2 and white == 0):
            continue
        if channels == 1 and planes == "separate":
            continue
        dtype = {1: bool, 8: np.uint8, 16: np.uint16}[bits]
        samples = ramp(channels, np.uint16 if bits == 16 else np.uint8)
        samples = (samples > 99) if bits == 1 else samples
        stored_as = np.moveaxis(samples, 2, 0) if planes == "separate" else samples
        right = 255 * samples.astype(np.uint8) if bits == 1 else samples.copy()
        if white == 0 and channels < 3:
            right[:, :, 0] = ~right[:, :, 0]
        held = 1 + row % 8
        colours = "rgb" if channels > 2 else ("miniswhite", "minisblack")[white]
        yield (
            right,
            held,
            {
                "data": (stored_as[:, :, 0] if channels == 1 else stored_as).astype(dtype),
                "byteorder": order,
                "compression": packed,
                "predictor": bits > 1 and packed in ("zlib", "lzw"),
                "photometric": colours,
                "planarconfig": planes if channels > 1 else None,
                "extrasamples": ["unassalpha"] if channels % 2 == 0 else None,
                "tile": tile,
                "metadata": None,
                "extratags": [(274, "H", 1, held, True)],
            },
        )


def test_a_tiff_of_any_build_is_read_exactly_or_refused(tmp_path):
    path, read_right, refusals = tmp_path / "x.tif", 0, set()
    for samples, held, options in tiffs():
        tifffile.imwrite(path, **options)
        unread = options["compression"] == "zstd" or (
            options["planarconfig"] == "separate" and (options["tile"] or samples.shape[2] == 2)
        )
        if unread:
            with pytest.raises(ValueError, match=r"x\.tif (is damaged|holds grey and)") as caught:
                read(path)
            refusals.add(str(caught.value))
            continue
        right = turned(samples, held)
        assert np.array_equal(read(path).samples(), right), options
        about = header(path)
        assert (about.height, about.width) == right.shape[:2], options
        read_right += 1
    assert read_right > 200
    assert len(refusals) == 3


@pytest.mark.parametrize("held", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_the_way_the_camera_was_held_is_applied_once(tmp_path, held, kind):
    image = Image.fromarray(ramp(1, np.uint8)[:, :, 0])
    exif = Image.Exif()
    exif[0x0112] = held
    path = stored(tmp_path / "x", saved(image, kind, exif=exif))
    stored_as = np.asarray(Image.open(path))[:, :, None] if kind == "JPEG" else ramp(1, np.uint8)
    assert np.array_equal(through_both(path).colour, turned(stored_as, held))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_one_bit_becomes_black_and_white(tmp_path, kind):
    path = stored(tmp_path / "x", saved(Image.fromarray(np.eye(9, dtype=bool)), kind))
    picture = through_both(path)
    assert picture.mode == "8-bit grey"
    assert np.array_equal(picture.colour[:, :, 0], 255 * np.eye(9, dtype=np.uint8))


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_a_palette_becomes_colours(tmp_path, kind):
    image = Image.fromarray(NOISE).quantize(16)
    path = stored(tmp_path / "x", saved(image, kind))
    assert np.array_equal(through_both(path).colour, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("kind", ["BMP", "WEBP", "PNG", "TIFF"])
def test_lossless_formats_are_read_as_they_were_saved(tmp_path, kind, mode):
    image = Image.fromarray(NOISE).convert(mode)
    path = stored(tmp_path / "x", saved(image, kind, lossless=True))
    wanted = "RGB" if kind == "WEBP" else mode  # which has no grey
    assert np.array_equal(np.squeeze(through_both(path).colour), image.convert(wanted))


def test_jpeg_is_read_as_pillow_decodes_it(tmp_path):
    content = saved(Image.fromarray(NOISE), "JPEG")
    path = stored(tmp_path / "x", content)
    assert np.array_equal(through_both(path).colour, np.asarray(Image.open(io.BytesIO(content))))


@pytest.mark.parametrize("bits", [8, 10])
def test_avif_is_read_with_its_bits(tmp_path, bits):
    flat = pyvips.Image.new_from_array(np.full((32, 32, 3), 257 * 99, np.uint16))
    content = flat.copy(interpretation="rgb16").heifsave_buffer(
        compression="av1", bitdepth=bits, lossless=True
    )
    picture = through_both(stored(tmp_path / "x", content))
    assert picture.bits == (8 if bits == 8 else 16)
    assert picture.images().mean().item() == pytest.approx(99 / 255, abs=0.002)


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP", "PNG", "MPO"])
def test_the_first_of_several_is_read(tmp_path, kind):
    first, *others = (Image.new("RGB", (9, 7), (value, 0, 0)) for value in (99, 0, 200))
    options = {"lossless": True} if kind == "WEBP" else {}
    path = tmp_path / "x"
    path.write_bytes(saved(first, kind, save_all=True, append_images=others, **options))
    assert through_both(path).colour[:, :, 0].mean() == pytest.approx(99, abs=1)


@pytest.mark.parametrize(("channels", "key"), [(1, ">H"), (3, ">HHH")])
def test_the_transparent_colour_of_a_16_bit_png_becomes_alpha(tmp_path, channels, key):
    samples = ramp(channels)
    content = png(samples, tRNS=struct.pack(key, *samples[3, 4].tolist()))
    picture = through_both(stored(tmp_path / "x", content))
    assert np.array_equal(picture.colour, samples)
    assert np.argwhere(picture.alpha == 0).tolist() == [[3, 4]]


def test_colours_that_were_multiplied_by_alpha_are_divided_by_it(tmp_path):
    samples = np.array([[[1000, 65535], [1000, 32768], [0, 0]]], np.uint16)
    picture = through_both(stored(tmp_path / "x", tiff(samples, 1, alpha=1)))
    assert picture.colour.ravel() == pytest.approx([1000, 2000, 0], abs=1)
    assert picture.alpha.tolist() == [[65535, 32768, 0]]


def chunk(name: str, content: bytes) -> bytes:
    data = name.encode() + content
    return struct.pack(">I", len(content)) + data + struct.pack(">I", zlib.crc32(data))


def test_what_surrounds_the_pixels_is_no_reason_to_refuse(tmp_path):
    long = b"Comment\0\0" + zlib.compress(b"x" * 5_000_000)
    content = png(ramp(3), zTXt=long, eXIf=b"II*\0\x08\0\0\0\x01\0\x0f\x01\x0b\0\xff\0\0\0")
    assert np.array_equal(through_both(stored(tmp_path / "a.png", content)).colour, ramp(3))
    path = tmp_path / "a.tif"
    odd = [(65000, "s", 0, "private", True), (315, "H", 1, 7, True), (65001, "d", 1, 3.5, True)]
    for tile in (None, (16, 16)):
        tifffile.imwrite(path, ramp(3), photometric="rgb", tile=tile, extratags=odd)
        assert np.array_equal(through_both(path).colour, ramp(3))


def test_an_interlaced_16_bit_png_is_read(tmp_path):
    # One pixel: the first of the seven passes holds all there is.
    content = bytearray(png(np.array([[[1, 258, 65535]]], np.uint16)))
    content[28] = 1
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    assert read(stored(tmp_path / "x", bytes(content))).colour.tolist() == [[[1, 258, 65535]]]


@pytest.mark.parametrize(
    ("mode", "kind", "words"),
    [
        ("CMYK", "JPEG", r"x holds 4 channels \(cmyk\).*convert it first"),
        ("CMYK", "TIFF", r"x holds 4 channels \(cmyk\).*convert it first"),
        ("LAB", "TIFF", "x is damaged and cannot be read: image: bad labq format"),
        ("F", "TIFF", "x holds 1 channels .* of the type float; .*convert it first"),
        ("I", "TIFF", "x holds 1 channels .* of the type int; .*convert it first"),
    ],
)
def test_other_kinds_are_refused_in_words(tmp_path, mode, kind, words):
    refused(stored(tmp_path / "x", saved(Image.new(mode, (8, 8)), kind)), words)


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.float32, np.uint32, np.float16])
def test_other_numbers_are_refused(tmp_path, dtype):
    tifffile.imwrite(tmp_path / "x.tif", np.zeros((4, 4), dtype))
    refused(tmp_path / "x.tif", "holds 1 channels .* of the type")


def test_further_channels_and_raw_sensor_data_are_refused(tmp_path):
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, np.zeros((16, 16, 5), np.uint8), photometric="rgb", extrasamples=(0, 0))
    refused(path, "holds 5 channels")
    tag = [(50706, "B", 4, (1, 4, 0, 0), True)]
    tifffile.imwrite(path, np.zeros((16, 16), np.uint8), extratags=tag)
    refused(path, "holds raw sensor data")


GAMMA = {"linear": 100000, "sRGB": 45455, "rounded": 45000}
PRIMARIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
WIDE = (31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)  # Display P3


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ({"gAMA": struct.pack(">I", GAMMA["linear"])}, "gAMA"),
        ({"gAMA": struct.pack(">I", GAMMA["sRGB"]), "cHRM": struct.pack(">8I", *WIDE)}, "cHRM"),
        ({"cICP": bytes([9, 16, 0, 1])}, "cICP"),
        ({"cICP": bytes([9, 16, 0, 1]), "sRGB": b"\0"}, "cICP"),
    ],
)
def test_a_png_in_other_colours_is_refused(tmp_path, chunks, words):
    path = stored(tmp_path / "x.png", png(ramp(3), **chunks))
    refused(path, rf"has other colours than sRGB \({words}.*convert it first")


@pytest.mark.parametrize(
    "chunks",
    [
        {"gAMA": struct.pack(">I", GAMMA["sRGB"]), "cHRM": struct.pack(">8I", *PRIMARIES)},
        {"gAMA": struct.pack(">I", GAMMA["rounded"])},
        {"gAMA": struct.pack(">I", GAMMA["linear"]), "sRGB": b"\0"},
        {"cICP": bytes([1, 13, 0, 1]), "gAMA": struct.pack(">I", GAMMA["sRGB"])},
        {
            "gAMA": struct.pack(">I", GAMMA["linear"]),
            "iCCP": b"sRGB\0\0" + zlib.compress(SRGB),
        },
    ],
)
def test_a_png_in_srgb_or_with_a_profile_is_read(tmp_path, chunks):
    path = stored(tmp_path / "x.png", png(ramp(3), **chunks))
    assert np.array_equal(through_both(path).colour, ramp(3))


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_a_heic_is_refused_by_name_with_the_remedy(tmp_path, brand):
    path = stored(tmp_path / "x.heic", b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(90))
    refused(path, "is a HEIC photograph.*export it as JPEG")


@pytest.mark.parametrize(
    "content",
    [
        b"a text", b"\x89PNG", bytes(100), b"RIFF\0\0\0\0WAVEfmt ", b"<svg xmlns='x'></svg>",
        b"1,2,3\n4,5,6\n", b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(90),
    ],
)  # fmt: skip
def test_what_is_no_photograph_is_said_to_be_none(tmp_path, content):
    refused(stored(tmp_path / "x", content), "x is not a PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP")


def test_an_empty_file_is_called_empty(tmp_path):
    refused(stored(tmp_path / "x", b""), r"x is empty$")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read(tmp_path / "nowhere")


@cache
def contents():
    image = pyvips.Image.new_from_array(NOISE)
    sixteen = (image.cast("ushort") * 257).cast("ushort").copy(interpretation="rgb16")
    tiled = {"tile": True, "tile_width": 16, "tile_height": 16}
    return {
        "png": image.pngsave_buffer(),
        "png16": sixteen.pngsave_buffer(),
        "jpeg": image.jpegsave_buffer(),
        "progressive": image.jpegsave_buffer(interlace=True),
        "tiff": image.tiffsave_buffer(),
        "deflate": sixteen.tiffsave_buffer(compression="deflate", predictor="horizontal"),
        "tiles": image.tiffsave_buffer(**tiled),
        "packed tiles": sixteen.tiffsave_buffer(compression="deflate", **tiled),
        "webp": image.webpsave_buffer(lossless=True),
        "avif": image.heifsave_buffer(compression="av1"),
        "gif": image.gifsave_buffer(),
        "bmp": saved(Image.fromarray(NOISE), "BMP"),
    }


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", contents())
def test_half_a_file_is_called_damaged(tmp_path, kind, part):
    content = contents()[kind]
    refused(stored(tmp_path / "x", content[: int(part * len(content))]), "x is damaged and cannot")


# With a checksum, a changed bit is found; without one, it is a pixel like any other. The checksum
# at the end of a TIFF's strip is not looked at.
CHECKED = {"png", "png16", "packed tiles"}


@pytest.mark.parametrize("kind", contents())
def test_a_file_with_one_wrong_bit_is_a_photograph_or_a_refusal(tmp_path, kind):
    content, draws = contents()[kind], np.random.default_rng(1)
    whole = read(stored(tmp_path / "x", content)).samples()
    for _ in range(40):
        flipped = bytearray(content)
        flipped[draws.integers(len(content) // 4, 3 * len(content) // 4)] ^= 1 << draws.integers(8)
        path = stored(tmp_path / "x", bytes(flipped))
        try:
            samples = read(path).samples()
        except ValueError as error:
            assert str(error).startswith(str(path))  # noqa: PT017
        else:
            assert kind not in CHECKED or np.array_equal(samples, whole)


def test_a_replaced_file_does_not_come_from_a_cache(tmp_path):
    path = tmp_path / "x.png"
    for value in (10, 20):
        path.write_bytes(png(np.full((4, 4, 3), value, np.uint8)))
        assert read(path).colour.mean() == value


def test_a_name_is_a_name_and_no_options(tmp_path):
    path = tmp_path / "a[page=1,fail_on=none] – ü.png"
    path.write_bytes(png(ramp(3)))
    assert np.array_equal(through_both(path).colour, ramp(3))


def test_worker_processes_read_what_their_parent_has_read(tmp_path):
    from torch.utils.data import DataLoader

    files = PictureFiles((stored(tmp_path / "x.png", png(ramp(3, np.uint8))),), 3)
    here = files[0]
    loader = DataLoader(files, num_workers=1, timeout=20, multiprocessing_context="fork")
    assert np.array_equal(next(iter(loader))[0], here)


ABOUT = Image.Exif()
ABOUT.update({0x010F: "Maker (Europe)", 0x0110: "Model 1", 0x0132: "2020:01:02 03:04:05"})
ABOUT.update({0x8298: "Jürg".encode(), 0x0112: 6, 0x0100: 4000})
ABOUT.get_ifd(0x8769).update({0x9003: "2020:01:02 03:04:05", 0x829D: 2.8, 0x927C: b"private"})
ABOUT.get_ifd(0x8769).update({0xA002: 4000, 0x9214: (7, 8, 9)})
ABOUT.get_ifd(0x8825).update({1: "N", 2: (47.0, 30.0, 12.25)})
ABOUT.update({0x8769: 0, 0x8825: 0})  # names the directories


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_date_place_camera_and_rights_survive_and_untrue_statements_do_not(tmp_path, kind, ending):
    options = {"exif": ABOUT, "icc_profile": SRGB, "dpi": (300, 300)}
    path = stored(tmp_path / "x", saved(Image.fromarray(NOISE), kind, **options))
    target = tmp_path / f"y.{ending}"
    write(read(path), target)
    with Image.open(target) as image:
        exif = image.getexif()
        assert image.size == (40, 60)
        assert image.info["icc_profile"] == SRGB
        assert [round(dots) for dots in image.info["dpi"]] == [300, 300]
    texts = ("Maker (Europe)", "Model 1", "2020:01:02 03:04:05", "Jürg".encode().decode("latin-1"))
    assert tuple(exif[tag] for tag in (0x010F, 0x0110, 0x0132, 0x8298)) == texts
    assert exif.get(0x0112, 1) == 1
    assert 0x0100 not in exif
    exposure, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    assert (exposure[0x9003], exposure[0x829D]) == ("2020:01:02 03:04:05", 2.8)
    assert (exposure[0xA002], exposure[0xA003]) == (40, 60)
    assert not {0x927C, 0x9214} & exposure.keys()
    assert place == {1: "N", 2: (47.0, 30.0, 12.25)}


def test_a_preview_of_the_photograph_before_is_left_out(tmp_path):
    preview = saved(Image.new("RGB", (160, 120), (200, 0, 0)), "JPEG")
    entry = struct.Struct("<HHII").pack
    at = 8 + 18 + 42
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry(0x0112, 3, 1, 1) + struct.pack("<I", 26)
    exif += b"\x03\0" + entry(0x0103, 3, 1, 6) + entry(0x0201, 4, 1, at)
    exif += entry(0x0202, 4, 1, len(preview)) + bytes(4) + preview
    path = stored(tmp_path / "x.jpg", saved(Image.fromarray(NOISE), "JPEG", exif=exif))
    assert preview in path.read_bytes()
    write(read(path), tmp_path / "y.jpg")
    assert preview not in (tmp_path / "y.jpg").read_bytes()


def test_where_nothing_is_said_nothing_is_made_up(tmp_path):
    write(Picture(ramp(3, np.uint8)), tmp_path / "x.jpg")
    with Image.open(tmp_path / "x.jpg") as image:
        assert not image.getexif()
        assert "dpi" not in image.info


def test_texts_of_a_png_name_its_author_and_no_size(tmp_path):
    texts = {"Author": "Someone", "Description": "48 x 40", "Copyright": "2020"}
    chunks = b"".join(chunk("tEXt", f"{k}\0{v}".encode()) for k, v in texts.items())
    content = png(ramp(3))
    path = stored(tmp_path / "x.png", content[:33] + chunks + content[33:])
    write(read(path), tmp_path / "y.png")
    with Image.open(tmp_path / "y.png") as image:
        assert image.text == {"Author": "Someone", "Copyright": "2020"}


def pictures():
    for dtype in (np.uint8, np.uint16):
        for channels in (1, 2, 3, 4):
            samples = ramp(channels, dtype)
            alpha = channels % 2 == 0
            colour = samples[:, :, :-1] if alpha else samples
            about = {"icc-profile-data": SRGB} if channels > 2 else {}
            yield Picture(colour, samples[:, :, -1] if alpha else None, metadata=about)


@pytest.mark.parametrize("picture", list(pictures()), ids=lambda picture: picture.mode)
@pytest.mark.parametrize("ending", [".png", ".tif", ".TIFF"])
def test_every_bit_of_every_kind_comes_back(tmp_path, picture, ending):
    path = tmp_path / f"x{ending}"
    write(picture, path)
    again = read(path)
    assert again.mode == picture.mode
    assert np.array_equal(again.samples(), picture.samples())
    assert again.metadata.get("icc-profile-data") == picture.metadata.get("icc-profile-data")
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_is_read_alike_by_others(tmp_path):
    write(Picture(ramp(3)), tmp_path / "x.tif")
    assert np.array_equal(tifffile.imread(tmp_path / "x.tif"), ramp(3))
    write(Picture(ramp(1)), tmp_path / "x.png")
    with Image.open(tmp_path / "x.png") as image:
        assert np.array_equal(np.asarray(image), ramp(1)[:, :, 0])


def test_jpeg_keeps_colours_at_full_resolution(tmp_path):
    path = tmp_path / "x.jpg"
    stripes = np.zeros((16, 16, 3), np.uint8)
    stripes[:, ::2] = (255, 0, 0)
    stripes[:, 1::2] = (0, 0, 255)
    write(Picture(stripes), path)
    assert np.abs(read(path).colour.astype(int) - stripes).max() < 40


@pytest.mark.parametrize(
    ("bits", "alpha", "lost"),
    [(16, False, "16 bits"), (8, True, "alpha"), (16, True, "16 bits and alpha")],
)
def test_what_jpeg_would_lose_is_refused(bits, alpha, lost):
    with pytest.raises(ValueError, match=f"JPEG holds 8 bits .* has {lost}$"):
        check_format(Path("x.jpg"), bits=bits, alpha=alpha)


@pytest.mark.parametrize("name", ["x.gif", "x", "x.png.bak"])
def test_an_unknown_ending_is_answered_with_those_that_are_written(name):
    with pytest.raises(ValueError, match=r"one of \['.jpeg', '.jpg', '.png', '.tif', '.tiff'\]"):
        check_format(Path(name), bits=8, alpha=False)


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch):
    def full(path, data):
        raise OSError(28, "No space left on device", str(path))

    path = tmp_path / "x.png"
    path.write_text("before")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write(Picture(ramp(3)), path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", [".png", ".jpg", ".tif"])
def test_a_name_may_be_as_long_as_the_file_system_allows(tmp_path, ending):
    path = tmp_path / ("x" * (255 - len(ending)) + ending)
    write(Picture(ramp(3, np.uint8)), path)
    assert read(path).colour.shape == (20, 30, 3)
