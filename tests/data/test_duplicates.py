"""Photographs that are in a test set as well: found however they were saved, and only those."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import interpolate

from dlc_support.data import Photographs, photographs, without
from dlc_support.data.duplicates import ALIKE, likeness

TEST = photographs(channels=3, part="test")
TRAIN = photographs(channels=3, part="train")


def scaled(picture: Tensor) -> Tensor:
    return interpolate(picture[None].float(), scale_factor=0.6, mode="area")[0].round().byte()


def darker(picture: Tensor) -> Tensor:
    return (0.7 * picture + 20).byte()


def noisy(picture: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    noise = torch.randint(-20, 21, picture.shape, generator=generator)
    return (picture.int() + noise).clamp(0, 255).byte()


def cropped(picture: Tensor) -> Tensor:
    return picture[:, 4:-4, 5:-6]


CHANGES: dict[str, Callable[[Tensor], Tensor]] = {
    "as it is": lambda picture: picture,
    "resized": scaled,
    "darker": darker,
    "mirrored": lambda picture: picture.flip(2),
    "turned": lambda picture: picture.rot90(1, (1, 2)),
    "without a margin": cropped,
    "noisy": noisy,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_test_photograph_is_found_in_the_training_set(change: str) -> None:
    leaked = CHANGES[change](TEST.pictures[0])
    leaky = Photographs([*TRAIN.pictures, leaked], "leaky")
    assert len(without(leaky, TEST)) == len(TRAIN)
    assert len(without(leaky, TRAIN.take(1))) == len(TRAIN)


def test_files_saved_as_jpeg_and_grey_are_found(tmp_path: Path) -> None:
    for number, picture in enumerate([TRAIN.pictures[0], TEST.pictures[1]]):
        image = Image.fromarray(picture.permute(1, 2, 0).numpy())
        image.save(tmp_path / f"{number}.jpg", quality=15)
    kept = without(photographs(tmp_path, channels=1), TEST)
    assert kept.titles == ["0"]


def test_different_photographs_are_clearly_apart_and_untouched() -> None:
    assert without(TRAIN, TEST) is TRAIN
    assert likeness(TRAIN, TEST).max() < ALIKE - 0.1
    assert likeness(TEST, TEST).diagonal().min() > 1 - 1e-5


def test_pictures_without_contrast_are_like_each_other_only() -> None:
    flat = Photographs([torch.full((3, 30, 40), grey, dtype=torch.uint8) for grey in (0, 90)])
    assert likeness(flat, flat).min() == 1
    assert likeness(flat, TEST).max() < 0.01


def test_a_training_set_that_is_the_test_set_is_refused() -> None:
    with pytest.raises(ValueError, match=r"every photograph of .* is in .* as well"):
        without(TEST, TEST)
