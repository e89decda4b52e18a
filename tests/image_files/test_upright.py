import numpy as np
import pytest
from PIL import Image, ImageOps

from dlc_support.image_files.upright import upright


@pytest.mark.parametrize("held", range(1, 9))
def test_each_of_the_eight_ways_is_turned_as_pillow_turns_it(held):
    samples = np.arange(6, dtype=np.uint8).reshape(2, 3)
    image = Image.fromarray(samples)
    image.getexif()[0x0112] = held
    assert np.array_equal(upright(samples, held), np.asarray(ImageOps.exif_transpose(image)))


def test_channels_stay_where_they_are():
    assert upright(np.zeros((2, 3, 4)), 8).shape == (3, 2, 4)
