"""Tests of what only TIFF knows: planes, inverted grey, multiplied colours, compressions."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from dlc_support.image_files import read, tiff, write
from dlc_support.image_files.metadata import Metadata
from dlc_support.image_files.picture import Picture
from tests.image_files import by_hand
from tests.image_files.by_hand import ramp


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "zstd", "packbits"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_compressed_colours_are_read_with_all_bits(tmp_path, compression, dtype):
    path, samples = tmp_path / "x.tif", ramp(3, dtype)
    predictor = compression in ("zlib", "lzw")
    tifffile.imwrite(
        path, samples, photometric="rgb", compression=compression, predictor=predictor
    )
    assert np.array_equal(read(path).colour, samples)


def test_planes_become_channels(tmp_path):
    path, samples = tmp_path / "x.tif", ramp(3)
    planes = np.moveaxis(samples, 2, 0)
    tifffile.imwrite(path, planes, photometric="rgb", planarconfig="separate")
    assert np.array_equal(read(path).colour, samples)


def test_tiles_are_joined(tmp_path):
    path, samples = tmp_path / "x.tif", ramp(3)
    tifffile.imwrite(path, samples, photometric="rgb", tile=(16, 16))
    assert np.array_equal(read(path).colour, samples)


def test_grey_where_white_is_zero_is_turned_round(tmp_path):
    path = tmp_path / "x.tif"
    path.write_bytes(by_hand.tiff(ramp(1), 0))
    assert np.array_equal(read(path).colour, 65535 - ramp(1))


def test_colours_that_were_multiplied_by_alpha_are_divided_by_it(tmp_path):
    path = tmp_path / "x.tif"
    samples = np.array([[[1000, 65535], [1000, 32768], [0, 0]]], np.uint16)
    path.write_bytes(by_hand.tiff(samples, 1, alpha=1))
    picture = read(path)
    assert picture.colour.ravel().tolist() == [1000, 2000, 0]
    assert picture.alpha.tolist() == [[65535, 32768, 0]]


def test_jpeg_inside_tiff_is_read(tmp_path):
    path = tmp_path / "x.tif"
    Image.new("RGB", (32, 16), (200, 100, 50)).save(path, compression="jpeg")
    colour = read(path).colour
    assert colour.shape == (16, 32, 3)
    assert np.abs(colour.astype(int) - (200, 100, 50)).max() <= 3


@pytest.mark.parametrize("held", [1, 3, 6, 8])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_way_it_was_held_is_applied_once(tmp_path, held, dtype):
    path, samples = tmp_path / "x.tif", ramp(1, dtype)
    path.write_bytes(by_hand.tiff(samples, 1, (274, 3, held)))
    turned = {1: samples, 3: samples[::-1, ::-1], 6: np.rot90(samples, -1), 8: np.rot90(samples)}
    picture = read(path)
    assert np.array_equal(picture.colour, turned[held])
    write(picture, path)
    assert np.array_equal(read(path).colour, turned[held])


def test_the_number_of_pages_and_channels_is_checked(tmp_path):
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, np.zeros((16, 16, 5), np.uint8), photometric="rgb", extrasamples=(0, 0))
    with pytest.raises(ValueError, match="holds 5 channels"):
        read(path)


@pytest.mark.parametrize("dtype", [np.int16, np.float32, np.uint32])
def test_other_numbers_are_refused(tmp_path, dtype):
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, np.zeros((4, 4), dtype))
    with pytest.raises(ValueError, match=f"samples of the type {np.dtype(dtype)}"):
        read(path)


@pytest.mark.parametrize(("unit", "dpi"), [("inch", 300.0), ("centimeter", 762.0)])
def test_dots_per_inch_are_read_in_both_units(tmp_path, unit, dpi):
    path = tmp_path / "x.tif"
    tifffile.imwrite(path, ramp(1), resolution=(300, 300), resolutionunit=unit)
    assert read(path).metadata.dpi == pytest.approx((dpi, dpi))


def test_warnings_about_tags_are_not_shown(tmp_path, caplog):
    path = tmp_path / "x.tif"
    path.write_bytes(by_hand.tiff(ramp(1), 1)[:-20])
    with pytest.raises(ValueError, match="damaged"):
        read(path)
    assert not caplog.records


def test_what_is_written_can_be_read_by_others(tmp_path):
    path = tmp_path / "x.tif"
    tiff.write(Picture(ramp(3), None, Metadata(texts={0x013B: "Someone"})), path)
    assert np.array_equal(tifffile.imread(path), ramp(3))
    with Image.open(path) as image:
        assert image.tag_v2[0x013B] == "Someone"
