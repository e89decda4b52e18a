"""MNIST, or where it cannot be had the embedded digits."""

import gzip
import os
import re
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

import torch

from dlc_support.data.digits import embedded_digits
from dlc_support.data.directory import data_directory
from dlc_support.data.downloads import DownloadError, Patience, fetch, mirrors
from dlc_support.data.split import Split, Splits
from dlc_support.files import replacing

SOURCE = "MNIST (LeCun, Cortes, Burges), read by torchvision"
RAW = Path("MNIST", "raw")
VALID = 10_000  # the last rows of the training file

# MD5 of the files as they are unpacked; torchvision knows those of the packed ones.
UNPACKED = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}

# What failed in this process: a machine without network is not asked twice.
_failures: set[tuple[Path, str]] = set()


def mnist(*, embedded: bool | None = None, patience: Patience | None = None) -> Splits:
    """MNIST's handwritten digits: 50 000 to learn from, 10 000 to choose by, 10 000 to report on.

    The validation images are the last 10 000 of the published training file, which `Splits.pool`
    puts together again: `pool("train", "valid")` has 60 000, `pool()` all 70 000. The files lie in
    `data_directory()` and are downloaded when they are missing or damaged: from `DLC_MIRROR` (an
    address or a folder, with the files packed or unpacked, named `train-images-idx3-ubyte` or
    `train-images.idx3-ubyte`), then from torchvision's mirrors (not with `DLC_OFFLINE` set to 1).
    Their content is checked once a file, and again when a file has changed. Where no place
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
    """Sees to it that the four files lie in torchvision's layout, unpacked and whole."""
    from torchvision.datasets import MNIST

    folder = directory / RAW
    for name, md5 in MNIST.resources:
        unpacked = folder / Path(name).stem
        if _whole(unpacked):
            continue
        refusals = [f"{unpacked} is not as it was published."] if unpacked.is_file() else []
        for file, known, places in (
            (name, md5, _mirrored(name)),
            (unpacked.name, UNPACKED[unpacked.name], _mirrored(unpacked.name)),
            (name, md5, [base + name for base in MNIST.mirrors]),
        ):
            if not places:
                continue
            try:
                there = fetch(file, f"md5:{known}", places, folder, patience)
            except DownloadError as error:
                refusals.append(str(error))
                continue
            if there != unpacked:
                _unpack(there, unpacked)
            break
        else:
            raise DownloadError("\n".join([*refusals, *_lookalikes()]))


def _whole(unpacked: Path) -> bool:
    """True for a file with the published content: read once, then told by size and time."""
    import pooch

    if not unpacked.is_file():
        return False
    md5, about = UNPACKED[unpacked.name], unpacked.stat()
    checked = f"{md5} {about.st_size} {about.st_mtime_ns}"
    note = unpacked.with_name(f"{unpacked.name}.checked")
    if note.is_file() and note.read_text() == checked:
        return True
    whole = pooch.file_hash(str(unpacked), alg="md5") == md5
    if whole:
        with suppress(OSError):  # a folder that is for reading only is checked in each process
            note.write_text(checked)
    return whole


def _mirrored(name: str) -> list[str]:
    """Where the user's mirror may have a file, under either of its usual names."""
    spellings = (name, name.replace("-idx", ".idx"))
    return [place for spelling in spellings for place in mirrors(RAW.as_posix(), spelling)]


def _lookalikes() -> list[str]:
    """What a folder that serves as a mirror holds under other names, in words."""
    base = Path(os.environ.get("DLC_MIRROR", "").strip() or os.devnull)
    places = [base, base / RAW.parent, base / RAW]
    found = [path.name for place in places for path in place.glob("*") if path.is_file()]
    known = [name for name in found if re.search("mnist|ubyte", name, re.IGNORECASE)]
    if not known:
        return []
    return [f"DLC_MIRROR holds {', '.join(sorted(known)[:6])}; needed are {', '.join(UNPACKED)}."]


def _unpack(packed: Path, unpacked: Path) -> None:
    try:
        with replacing(unpacked) as draft, gzip.open(packed) as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target)
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
