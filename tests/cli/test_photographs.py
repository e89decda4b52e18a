"""Tests of `dlc restore`: it restores what is a photograph, and says in a line what is not."""

import numpy as np
import pytest
from torch import nn

from dlc_support import weights
from dlc_support.image_files import Picture, read, write


class Darker(nn.Module):
    """Half of every value; it takes sides of any length."""

    stride, receptive_radius, scale = 1, 0, 1

    def __init__(self):
        super().__init__()
        self.factor = nn.Parameter(nn.init.constant_(nn.Linear(1, 1).weight.data, 0.5)[0, 0])

    def forward(self, images):
        return self.factor * images


@pytest.fixture
def darker(monkeypatch):
    """A model in the place of the recorded ones."""
    known = {"darker": (Darker(), 3)}
    monkeypatch.setattr(weights, "restorer", lambda name: known[name])


@pytest.fixture
def photograph(clone):
    path = clone / "in.png"
    values = np.arange(0, 60_000, 20, dtype=np.uint16).reshape(20, 50, 3)
    write(Picture(values), path)
    return path


def test_a_photograph_is_restored_and_the_result_described(dlc, darker, photograph, clone):
    status, text = dlc("restore", "--model", "darker", "in.png", "out.tif", "--tile", "16")
    assert status == 0
    assert text.startswith("out.tif: 50 x 20 pixels, 16-bit RGB, ")
    assert np.array_equal(read(clone / "out.tif").colour, read(photograph).colour // 2)


def test_the_noise_and_what_the_weights_know_are_said_first(
    dlc, darker, photograph, clone, monkeypatch
):
    monkeypatch.setattr(weights, "NOISE", {"darker": (0.0, 50 / 255)})
    status, text = dlc("restore", "--model", "darker", "in.png", "out.tif")
    assert status == 0
    first, last = text.splitlines()
    assert first.startswith("warning: noise: about ")
    assert "the model was made for 0 to 50/255" in first
    assert last.startswith("out.tif: ")


def test_a_damaged_photograph_is_one_line(dlc, darker, photograph):
    photograph.write_bytes(photograph.read_bytes()[:500])
    status, text = dlc("restore", "--model", "darker", "in.png", "out.png")
    assert status == 1
    assert text.startswith("dlc: in.png is damaged and cannot be read")
    assert text.count("\n") == 1


def test_tile_0_takes_all_at_once(dlc, darker, photograph, clone):
    assert dlc("restore", "--model", "darker", "in.png", "out.tif", "--tile", "0")[0] == 0
    assert np.array_equal(read(clone / "out.tif").colour, read(photograph).colour // 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.png", "out.png"], "nowhere.png"),
        (["empty.png", "out.png"], "empty.png is empty"),
        (["text.png", "out.png"], "text.png is not a PNG, JPEG, TIFF, "),
        (["in.png", "out.jpg"], "JPEG holds 8 bits"),
        (["in.png", "out.bmp"], "output must end with one of"),
        (["in.png", "in.png"], "another file than the input"),
        (["in.png", "nowhere/out.png"], "there is no folder"),
        (["in.png", "."], "output must end with one of"),
        (["in.png", "out.png", "--memory", "0"], "more than the 0 GiB that --memory"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_no_file(
    dlc, darker, photograph, clone, arguments, said
):
    (clone / "empty.png").touch()
    (clone / "text.png").write_text("a text")
    before = sorted(clone.rglob("*"))
    status, text = dlc("restore", "--model", "darker", *arguments)
    assert status == 1
    assert text.startswith("dlc: ")
    assert text.count("\n") == 1
    assert said in text
    assert sorted(clone.rglob("*")) == before


def test_an_unknown_model_is_answered_with_those_that_are_recorded(dlc, photograph):
    status, text = dlc("restore", "--model", "nothing", "in.png", "out.png")
    assert status == 1
    assert text.startswith("dlc: model must be one of [")


def test_a_model_must_be_named(dlc, photograph):
    assert dlc("restore", "in.png", "out.png")[0] == 2
