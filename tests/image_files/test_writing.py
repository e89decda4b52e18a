"""Tests of photographs written: all of it, all that is said about it, or nothing."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from dlc_support.image_files import Metadata, Picture, read, write
from dlc_support.image_files.writing import check_format, draft
from tests.image_files.by_hand import ramp

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
ABOUT = Metadata(icc=PROFILE, texts={0x010F: "Maker", 0x013B: "J\xc3\xbcrg"}, dpi=(300.0, 300.0))


def pictures():
    for dtype in (np.uint8, np.uint16):
        for channels in (1, 2, 3, 4):
            samples = ramp(channels, dtype)
            alpha = channels % 2 == 0
            colour = samples[:, :, :-1] if alpha else samples
            yield Picture(colour, samples[:, :, -1] if alpha else None, ABOUT)


@pytest.mark.parametrize("picture", list(pictures()), ids=lambda picture: picture.mode)
@pytest.mark.parametrize("ending", [".png", ".tif", ".TIFF"])
def test_every_bit_of_every_kind_comes_back(tmp_path, picture, ending):
    path = tmp_path / f"x{ending}"
    write(picture, path)
    again = read(path)
    assert again.mode == picture.mode
    assert np.array_equal(again.samples(), picture.samples())
    assert again.metadata.icc == PROFILE
    assert again.metadata.texts == ABOUT.texts
    assert again.metadata.dpi == pytest.approx((300, 300), abs=0.01)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", [".jpg", ".JPEG"])
def test_jpeg_keeps_what_is_said_about_the_photograph(tmp_path, ending):
    path = tmp_path / f"x{ending}"
    write(Picture(ramp(3, np.uint8), None, ABOUT), path)
    assert read(path).metadata == ABOUT
    with Image.open(path) as image:
        assert image.format == "JPEG"
        assert image.getexif()[0x0112] == 1


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_exposure_and_place_are_kept(tmp_path, ending):
    about = Metadata(exposure={0x829D: 2.5}, place={1: "N"})
    write(Picture(ramp(3, np.uint8), None, about), tmp_path / f"x.{ending}")
    again = read(tmp_path / f"x.{ending}").metadata
    assert (again.exposure, again.place) == (about.exposure, about.place)


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


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "x.png"
    path.write_text("before")

    def fail():
        with draft(path) as place:
            place.write_text("half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        fail()
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_draft_replaces_what_was_there(tmp_path):
    path = tmp_path / "x.png"
    path.write_text("before")
    with draft(path) as place:
        assert path.read_text() == "before"
        place.write_text("after")
    assert path.read_text() == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_no_place_for_a_photograph(tmp_path):
    with pytest.raises(IsADirectoryError, match="got the folder"), draft(tmp_path):
        pass


@pytest.mark.parametrize("parent", ["nowhere", "file"])
def test_a_folder_that_is_not_there_is_named(tmp_path, parent):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match=parent), draft(tmp_path / parent / "x.png"):
        pass


def test_a_folder_without_permission_is_named_before_the_work(tmp_path, monkeypatch):
    def refused(path, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refused)
    with pytest.raises(OSError, match=r"x\.png' cannot be written: Permission denied"):
        write(Picture(ramp(3)), tmp_path / "x.png")
    assert list(tmp_path.iterdir()) == []
