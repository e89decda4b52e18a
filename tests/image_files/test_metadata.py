"""Tests of what a file says besides its pixels."""

import pytest
from PIL import Image

from dlc_support.image_files.metadata import EXPOSURE, ORIENTATION, Metadata, from_exif


def block(content):
    made = Image.Exif()
    made.load(content)
    return made


def test_what_stays_true_goes_through_an_exif_block():
    about = Metadata(
        texts={0x010F: "Maker", 0x8298: "Someone"},
        exposure={0x9003: "2020:01:02 03:04:05", 0x829D: 2.5},
        place={1: "N", 2: (1.0, 2.0, 3.5)},
    )
    held, read = from_exif(block(about.exif(30, 40)))
    assert held == 1
    assert read == about


def test_the_block_says_upright_and_the_size():
    made = block(Metadata(exposure={0x829D: 2.5}).exif(height=30, width=40))
    assert made[ORIENTATION] == 1
    assert made.get_ifd(EXPOSURE)[0xA002] == 40
    assert made.get_ifd(EXPOSURE)[0xA003] == 30


def test_nothing_known_makes_no_block():
    assert Metadata(icc=b"profile").exif(3, 4) == b""


def test_letters_beyond_ascii_keep_their_bytes():
    written = "Jürg".encode()
    about = Metadata(texts={0x013B: written.decode("latin-1")})
    assert written in about.exif(3, 4)
    assert from_exif(block(about.exif(3, 4)))[1] == about


def test_size_preview_and_the_makers_own_block_are_left_out():
    made = Image.Exif()
    made[0x0100] = 4000
    made.get_ifd(EXPOSURE).update({0xA002: 4000, 0x927C: b"note", 0x829D: 2.5})
    made[EXPOSURE] = 0
    _, about = from_exif(block(made.tobytes()))
    assert about == Metadata(exposure={0x829D: 2.5})


@pytest.mark.parametrize(("stored", "held"), [(6, 6), (0, 1), (9, 1), (None, 1)])
def test_the_way_it_was_held_is_one_to_eight(stored, held):
    made = Image.Exif()
    if stored is not None:
        made[ORIENTATION] = stored
    assert from_exif(made)[0] == held


def test_a_directory_that_cannot_be_written_is_left_out():
    made = Image.Exif()
    made.get_ifd(EXPOSURE)[0x829D] = object()
    made[0x010F] = "Maker"
    assert from_exif(made)[1] == Metadata(texts={0x010F: "Maker"})
