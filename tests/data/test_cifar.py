"""CIFAR-10 from either file, its division, and the digits that stand in for it."""

import io
import tarfile

import numpy as np
import pytest
import torch

from dlc_support.data import cifar, cifar10, tinted_digits

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (12, 3, 32, 32), np.uint8)
LABELS = np.arange(12, dtype=np.uint8) % 10


def write_first(folder):
    arrays = {"images": IMAGES.transpose(0, 2, 3, 1), "labels": LABELS}
    np.savez(folder / cifar.FIRST, **arrays)


def write_archive(folder):
    rows = np.concatenate([LABELS[:, None], IMAGES.reshape(12, -1)], axis=1).tobytes()
    with tarfile.open(folder / cifar.ARCHIVE, "w:gz") as archive:
        member = tarfile.TarInfo(cifar.BATCH)
        member.size = len(rows)
        archive.addfile(member, io.BytesIO(rows))


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A data directory and a mirror without files."""
    monkeypatch.setenv("DLC_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DLC_MIRROR", str(tmp_path / "mirror"))
    for name in ("data", "mirror"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize("write", [write_first, write_archive])
@pytest.mark.parametrize("place", ["data", "mirror"])
def test_both_files_give_the_same_images_and_labels(empty, write, place):
    write(empty / place)
    train, test = cifar10(7, 4)
    assert train.name == "CIFAR-10 train"
    assert torch.equal((255 * train.inputs).round(), torch.from_numpy(IMAGES[:7]).float())
    assert torch.equal((255 * test.inputs).round(), torch.from_numpy(IMAGES[7:11]).float())
    assert test.labels.tolist() == LABELS[7:11].tolist()


def test_more_images_than_there_are_and_none_at_all_are_refused(empty):
    write_first(empty / "data")
    with pytest.raises(ValueError, match="at most 12, the images of CIFAR-10, got 10 \\+ 3"):
        cifar10(10, 3)
    with pytest.raises(ValueError, match="test must be at least 1, got 0"):
        cifar10(1, 0)


def test_without_a_file_digits_stand_in_unless_that_is_refused(empty):
    train, test = cifar10(30, 20)
    assert "embedded" in train.name
    assert not (train.inputs[:, None] == test.inputs[None, :20]).flatten(2).all(dim=2).any()
    with pytest.raises(ValueError, match="CIFAR-10 is not there"):
        cifar10(30, 20, embedded=False)


def test_an_address_as_mirror_is_not_asked(empty, monkeypatch):
    monkeypatch.setenv("DLC_MIRROR", "https://example.org/data")
    assert "embedded" in cifar10(3, 2)[0].name


def test_a_tint_has_one_colour_for_ink_and_one_for_paper():
    image = tinted_digits().inputs[0].flatten(1)
    paper = image[:, :1]
    offset = image - paper
    assert torch.linalg.matrix_rank(offset, rtol=1e-4) == 1
    assert torch.equal(tinted_digits().inputs, tinted_digits().inputs)
    assert not torch.equal(tinted_digits().inputs, tinted_digits(1).inputs)
