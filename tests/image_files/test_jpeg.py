import numpy as np
import pytest
from PIL import Image

from dlc_support.image_files import jpeg, read
from dlc_support.image_files.picture import Picture


@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_written_is_close_to_the_photograph(tmp_path, channels):
    path = tmp_path / "x.jpg"
    across, down = np.meshgrid(np.linspace(0, 255, 32), np.linspace(255, 0, 24))
    colour = np.stack([across, down, (across + down) / 2][:channels], 2).round().astype(np.uint8)
    jpeg.write(Picture(colour), path)
    assert np.abs(read(path).colour.astype(int) - colour).max() <= 5


def test_colours_are_kept_at_full_resolution(tmp_path):
    path = tmp_path / "x.jpg"
    stripes = np.zeros((16, 16, 3), np.uint8)
    stripes[:, ::2] = (255, 0, 0)
    stripes[:, 1::2] = (0, 0, 255)
    jpeg.write(Picture(stripes), path)
    assert np.abs(read(path).colour.astype(int) - stripes).max() < 40


def test_the_first_of_several_views_is_read(tmp_path):
    path = tmp_path / "x.jpg"
    first, second = Image.new("RGB", (9, 7), (9, 9, 9)), Image.new("RGB", (9, 7), (200, 0, 0))
    first.save(path, "MPO", save_all=True, append_images=[second])
    assert np.abs(read(path).colour.astype(int) - 9).max() <= 1
