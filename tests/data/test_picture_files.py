"""Picture files: found in nested folders, measured by headers, read as 8 bits."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from dlc_support.data.picture_files import PictureFiles, find_pictures

COLOURS = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)


def saved(path: Path, array: np.ndarray = COLOURS, **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path, **options)
    return path


def read(path: Path, channels: int = 3) -> torch.Tensor:
    return PictureFiles((path,), channels)[0]


def test_pictures_are_found_in_nested_folders_in_the_order_of_their_names(tmp_path) -> None:
    # The layouts of BSDS (images/train), Kodak (one folder) and DIV2K (upper case) at once.
    names = ["a/b/c.JPG", "a/b.png", "kodim01.png", "0801.bmp", "x.tif", "y.TIFF", "z.jpeg"]
    for name in names:
        saved(tmp_path / name)
    saved(tmp_path / ".hidden" / "c.png")
    saved(tmp_path / "._kodim01.png")
    (tmp_path / "Thumbs.db").write_bytes(b"1")
    (tmp_path / "folder.png").mkdir()
    pictures, others = find_pictures(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in pictures] == sorted(names)
    assert others == (tmp_path / "Thumbs.db",)


@pytest.mark.parametrize("ending", ["png", "bmp", "tif"])
def test_pixels_are_as_they_were_saved(tmp_path, ending: str) -> None:
    picture = read(saved(tmp_path / f"a.{ending}"))
    assert picture.dtype == torch.uint8
    assert torch.equal(picture, torch.from_numpy(COLOURS).permute(2, 0, 1))


def test_grey_is_the_luma_of_the_full_range(tmp_path) -> None:
    luma = COLOURS.astype(float) @ [0.299, 0.587, 0.114]
    picture = read(saved(tmp_path / "a.png"), 1)
    assert picture.shape == (1, 6, 9)
    assert np.abs(picture[0].numpy() - luma).max() <= 0.51


def test_grey_becomes_colour_by_repetition(tmp_path) -> None:
    path = saved(tmp_path / "a.png", COLOURS[..., 0])
    assert torch.equal(read(path), read(path, 1).expand(3, 6, 9))


def test_palettes_and_transparency_are_read(tmp_path) -> None:
    rgba = np.dstack([COLOURS, np.full((6, 9), 7, np.uint8)])
    assert torch.equal(read(saved(tmp_path / "a.png", rgba)), read(saved(tmp_path / "b.png")))
    Image.fromarray(COLOURS).quantize(256).save(tmp_path / "c.png")
    assert read(tmp_path / "c.png").shape == (3, 6, 9)


def test_sixteen_bits_are_brought_to_eight_instead_of_clipped(tmp_path) -> None:
    levels = np.array([[0, 257, 256 * 128, 65535]], dtype=np.uint16)
    for ending in ("png", "tif"):
        assert read(saved(tmp_path / f"a.{ending}", levels), 1).tolist() == [[[0, 1, 128, 255]]]


def test_more_than_sixteen_bits_are_refused(tmp_path) -> None:
    path = saved(tmp_path / "a.tif", np.zeros((4, 4), np.float32))
    with pytest.raises(ValueError, match=r"a\.tif holds 1 channels .* of the type float; grey"):
        read(path)


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_a_cameras_orientation_is_applied_to_pixels_and_sides(tmp_path, ending: str) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # to be turned clockwise by a quarter
    path = saved(tmp_path / f"a.{ending}", exif=turned)
    files = PictureFiles((path,), 3)
    assert files.shapes() == [(3, 9, 6)]
    expected = torch.from_numpy(np.rot90(COLOURS, -1).copy()).permute(2, 0, 1)
    assert torch.equal(files[0], expected)


def test_sides_come_from_the_header_alone(tmp_path) -> None:
    path = saved(tmp_path / "a.png", np.zeros((300, 200), np.uint8))
    path.write_bytes(path.read_bytes()[:80])  # most of the pixels are missing
    assert PictureFiles((path,), 1).shapes() == [(1, 300, 200)]
    with pytest.raises(ValueError, match=r"a\.png is damaged and cannot be read"):
        read(path)


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"no picture at all", "is not a PNG, JPEG, TIFF,")]
)
def test_a_file_that_is_no_picture_is_named(tmp_path, content: bytes, said: str) -> None:
    path = tmp_path / "note.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"note\.png {said}"):
        read(path)
    with pytest.raises(ValueError, match=rf"note\.png {said}"):
        PictureFiles((path,), 3).shapes()


def test_folders_without_pictures_are_refused(tmp_path) -> None:
    with pytest.raises(
        ValueError, match=r"must hold pictures \(\.png, .*\), got none among the 0 files in"
    ):
        find_pictures(tmp_path)
    with pytest.raises(ValueError, match=r"must be a directory that is there, got .*nowhere"):
        find_pictures(tmp_path / "nowhere")


def test_other_numbers_of_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="channels must be 1 or 3, got 2"):
        PictureFiles((), 2)


def test_a_picture_that_needs_too_much_memory_is_refused(tmp_path) -> None:
    path = saved(tmp_path / "a.png")
    assert PictureFiles((path,), 3, memory=1e-5)[0].shape == (3, 6, 9)
    with pytest.raises(ValueError, match=r"a\.png has 9 x 6 pixels .* memory\) allows"):
        PictureFiles((path,), 3, memory=1e-7)[0]
