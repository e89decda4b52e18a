import sys

import pytest

from benchmarks import photograph
from dlc_support.image_files import header


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak memory")
def test_memory_and_time_of_a_photograph_are_taken_in_a_process_of_its_own(capfd):
    (row,) = photograph.run((40, 70))
    assert row.name.startswith("UNet(3), 0.0028 megapixels")
    assert 0.1 < row.value.wall < 3  # torch itself is there
    assert row.met
    assert row.times["the photograph"].wall > 1
    assert "restored" in capfd.readouterr().err  # the bar


def test_the_photograph_has_the_sides_that_were_asked_for(tmp_path):
    photograph._photograph(tmp_path / "x.jpg", (500, 1300))
    about = header(tmp_path / "x.jpg")
    assert (about.height, about.width) == (500, 1300)
