"""MNIST, or where it cannot be had the embedded digits."""

import gzip
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.data.directory import data_directory
from dlc_support.data.downloads import DownloadError, Patience, fetch, mirrors
from dlc_support.data.split import Split, Splits

SOURCE = "MNIST (LeCun, Cortes, Burges), read by torchvision"
RAW = Path("MNIST", "raw")
VALID = 10_000  # the last rows of the training file

SIZES = {
    "train-images-idx3-ubyte": 16 + 60_000 * 784,
    "train-labels-idx1-ubyte": 8 + 60_000,
    "t10k-images-idx3-ubyte": 16 + 10_000 * 784,
    "t10k-labels-idx1-ubyte": 8 + 10_000,
}

# What failed in this process: a machine without network is not asked twice.
_failures: set[tuple[Path, str]] = set()


def mnist(*, embedded: bool | None = None, patience: Patience | None = None) -> Splits:
    """MNIST's handwritten digits: 50 000 to learn from, 10 000 to choose by, 10 000 to report on.

    The validation images are the last 10 000 of the published training file. The files lie in
    `data_directory()` and are downloaded when they are missing: from `DLC_MIRROR` (an address or
    a folder), then from torchvision's mirrors (not with `DLC_OFFLINE` set to 1). Where no place
    has them, the embedded digits are returned instead, announced once in words and recognisable
    by their name and source. The tensors are read once a process: treat them as read-only.

    Args:
        embedded: True for the embedded digits outright, False for MNIST or an error, None for
            MNIST if it can be had.
        patience: How long and how often to try a download.

    Returns:
        Splits with inputs float32 in [0, 1], (N, 1, 28, 28), and labels 0-9.

    Raises:
        DownloadError: If `embedded=False` and MNIST cannot be had; the message says why.

    Source:
        Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document
        recognition, Proc. IEEE 86 (1998).

    Example:
        >>> mnist(embedded=True).name
        'embedded digits'
    """
    if embedded:
        return embedded_digits()
    directory = data_directory()
    world = (directory, os.environ.get("DLC_MIRROR", ""))
    if embedded is None and world in _failures:
        return embedded_digits()
    try:
        _prepare(directory, patience or Patience())
    except DownloadError as error:
        if embedded is False:
            raise DownloadError(_demanded(error)) from error
        _failures.add(world)
        _announce(error)
        return embedded_digits()
    _failures.discard(world)
    return _read(directory)


def _demanded(error: DownloadError) -> str:
    return (
        f"MNIST cannot be had. {error}\n"
        "Run `dlc data mnist` where there is a network, or point the variable DLC_MIRROR at a "
        "folder or an address that holds MNIST/raw/*.gz; DLC_DATA says where downloads are kept. "
        "mnist(embedded=True) gives digits that need no download."
    )


def _announce(error: DownloadError) -> None:
    # The library's one print: that the data is not what was asked for must reach the reader, and
    # a warning would stop a book that is built with warnings as errors.
    print(  # noqa: T201
        "MNIST cannot be had here; using the embedded digits (1797 images from scikit-learn) "
        f"instead. {error}\nTo get MNIST: run `dlc data mnist` where there is a network, or set "
        "DLC_MIRROR, then start again."
    )


def _prepare(directory: Path, patience: Patience) -> None:
    """Sees to it that the four files lie in torchvision's layout, unpacked."""
    from torchvision.datasets import MNIST

    folder = directory / RAW
    for name, md5 in MNIST.resources:
        unpacked = folder / Path(name).stem
        if unpacked.is_file() and unpacked.stat().st_size == SIZES[unpacked.name]:
            continue
        places = [*mirrors(RAW.as_posix(), name), *(base + name for base in MNIST.mirrors)]
        _unpack(fetch(name, f"md5:{md5}", places, folder, patience), unpacked)


def _unpack(packed: Path, unpacked: Path) -> None:
    """Writes beside and renames: a process that is killed leaves no half of a file."""
    try:
        with TemporaryDirectory(dir=packed.parent) as scratch:
            whole = Path(scratch, unpacked.name)
            with gzip.open(packed) as source, whole.open("wb") as target:
                shutil.copyfileobj(source, target)
            whole.replace(unpacked)
    except OSError as error:
        raise DownloadError(
            f"{packed.name} cannot be unpacked in {packed.parent}: {error}."
        ) from error


@cache
def _read(directory: Path) -> Splits:
    from torchvision.datasets import MNIST

    learn, test = (MNIST(directory, train=train, download=False) for train in (True, False))
    cut = len(learn.data) - VALID
    return Splits(
        train=_part(learn.data[:cut], learn.targets[:cut], "train"),
        valid=_part(learn.data[cut:], learn.targets[cut:], "valid"),
        test=_part(test.data, test.targets, "test"),
    )


def _part(levels: torch.Tensor, labels: torch.Tensor, part: str) -> Split:
    inputs = levels[:, None].float().div_(255)
    return Split(inputs, labels, name=f"MNIST {part}", source=SOURCE, range="unit")
