import numpy as np
import pytest
from PIL import Image

from dlc_support.image_files import header, pillow
from dlc_support.image_files.metadata import Metadata
from dlc_support.image_files.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("mode", "info", "read_as"),
    [
        ("1", {}, "L"),
        ("L", {}, "L"),
        ("L", {"transparency": 3}, "LA"),
        ("P", {}, "RGB"),
        ("P", {"transparency": 3}, "RGBA"),
        ("RGB", {"transparency": (1, 2, 3)}, "RGBA"),
        ("RGBA", {}, "RGBA"),
    ],
)
def test_modes_become_grey_or_colour_with_and_without_alpha(mode, info, read_as):
    image = Image.new(mode, (2, 2))
    image.info.update(info)
    assert pillow.mode(image) == read_as


@pytest.mark.parametrize("mode", ["CMYK", "F", "I;16", "HSV"])
def test_other_modes_are_refused(mode):
    with pytest.raises(UnreadableError, match=f"holds {mode} pixels"):
        pillow.mode(Image.new(mode, (2, 2)))


def test_the_last_of_two_or_four_channels_is_alpha():
    samples = np.arange(8, dtype=np.uint8).reshape(1, 2, 4)
    picture = pillow.picture(samples, 1, Metadata())
    assert picture.alpha.tolist() == [[3, 7]]
    assert picture.colour.shape == (1, 2, 3)


def test_alpha_is_turned_with_the_colours():
    picture = pillow.picture(np.arange(4, dtype=np.uint8).reshape(1, 2, 2), 3, Metadata())
    assert picture.colour.ravel().tolist() == [2, 0]
    assert picture.alpha.ravel().tolist() == [3, 1]


def test_more_pixels_than_pillow_opens_are_refused_in_words(tmp_path, monkeypatch):
    path = tmp_path / "x.png"
    Image.new("L", (30, 30)).save(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 400)
    with pytest.raises(ValueError, match=r"x\.png has more pixels than are read"):
        header(path)
