"""Small colour photographs of ten classes: the first images of CIFAR-10, or tinted digits."""

import os
import tarfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import torch
from torch import Generator
from torch.nn.functional import pad

from dlc_support.arguments import check_counts
from dlc_support.data.digits import embedded_digits
from dlc_support.data.directory import data_directory
from dlc_support.data.split import Split
from dlc_support.shapes import Images

# The owner's archive, and the first 4,000 training images in one file.
ARCHIVE, FIRST = "cifar-10-binary.tar.gz", "cifar10_lossless_4000.npz"
BATCH = "cifar-10-batches-bin/data_batch_1.bin"  # the first 10,000 training images
BYTES = 3 * 32 * 32  # of an image, behind the byte of its label
SOURCE = "CIFAR-10 (Krizhevsky, 2009), the first training images"


def cifar10(train: int, test: int, *, embedded: bool | None = None) -> tuple[Split, Split]:
    """Colour photographs of ten classes, 32x32: two parts of CIFAR-10's first training images.

    The file is looked for in `DLC_MIRROR`, where that is a folder, then in `data_directory()`:
    the owner's `cifar-10-binary.tar.gz`, of which the first of five parts is read (10,000
    images), or `cifar10_lossless_4000.npz`, with arrays `images` (N, 32, 32, 3) and `labels` of
    the first 4,000. Nothing is downloaded. The test images are the rows that follow, *not* the
    data set's own 10,000. Where no file is there, `tinted_digits` stand in, recognisable by their
    name.

    Args:
        train: Images to learn from.
        test: Images to report on, those that follow.
        embedded: True for the tinted digits outright; False for CIFAR-10 or an error; None for
            CIFAR-10 if it is there.

    Returns:
        Both splits: inputs (N, 3, 32, 32) in [0, 1], labels 0-9.

    Raises:
        ValueError: If a count is below 1, the file holds fewer images, or `embedded` is False
            and there is no file.

    Source:
        Krizhevsky (2009).

    Example:
        >>> train, test = cifar10(30, 20, embedded=True)
        >>> train.name, test.inputs.shape
        ('embedded digits, tinted train', torch.Size([20, 3, 32, 32]))
    """
    check_counts(train=train, test=test)
    file = None if embedded else _found()
    if file is None:
        if embedded is False:
            raise ValueError(
                f"CIFAR-10 is not there: put {ARCHIVE} into {data_directory()}, or point the "
                "variable DLC_MIRROR at the folder that holds it"
            )
        whole = tinted_digits()
    else:
        images, labels = _read(file)
        inputs = torch.from_numpy(images / np.float32(255))
        labels = torch.from_numpy(labels.astype(np.int64))
        whole = Split(inputs, labels, name="CIFAR-10", source=SOURCE, range="unit")
    if train + test > len(whole):
        raise ValueError(
            f"train + test must be at most {len(whole)}, the images of {whole.name}, "
            f"got {train} + {test}"
        )
    first, second = (
        replace(whole.select(torch.arange(*rows)), name=f"{whole.name} {part}")
        for part, rows in (("train", (0, train)), ("test", (train, train + test)))
    )
    return first, second


def tinted_digits(seed: int = 0) -> Split:
    """The embedded digits in a random colour on another one, 32x32.

    Colours say nothing about the class here, so that no colour can be predicted.
    """
    digits = embedded_digits().pool()
    generator = Generator().manual_seed(seed)
    ink, paper = torch.rand(2, len(digits), 3, 1, 1, generator=generator)
    shape = pad(digits.inputs, (2, 2, 2, 2))
    inputs: Images = shape * ink + (1 - shape) * paper
    return Split(
        inputs, digits.labels, name="embedded digits, tinted", source=digits.source, range="unit"
    )


def _found() -> Path | None:
    mirror = os.environ.get("DLC_MIRROR", "").strip()
    local = bool(mirror) and urlsplit(mirror).scheme.lower() not in ("http", "https")
    folders = [Path(mirror).expanduser()] * local + [data_directory()]
    files = (folder / name for folder in folders for name in (ARCHIVE, FIRST))
    return next((file for file in files if file.is_file()), None)


def _read(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 3, 32, 32) and labels, as bytes."""
    if file.name == FIRST:
        with np.load(file) as arrays:
            return arrays["images"].transpose(0, 3, 1, 2), arrays["labels"]
    with tarfile.open(file) as archive:
        member = archive.extractfile(BATCH)
        rows = np.frombuffer(b"" if member is None else member.read(), np.uint8)
    rows = rows.reshape(-1, 1 + BYTES)
    return rows[:, 1:].reshape(-1, 3, 32, 32), rows[:, 0]
