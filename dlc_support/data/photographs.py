"""Photographs of mixed sizes: any folder, a known test set, or the ones inside scikit-image."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from torch import Tensor, uint8

from dlc_support.data.directory import data_directory
from dlc_support.data.embedded_photographs import embedded_photographs
from dlc_support.data.picture_files import Channels, PictureFiles, check_channels, find_pictures
from dlc_support.image_files.files import MEMORY
from dlc_support.shapes import Images

Part = Literal["train", "test"]
# Folders that are looked for by name: which part they are, and what they hold.
KNOWN: dict[str, tuple[Part, str]] = {
    "Train400": ("train", "Train400: 400 grey crops of 180x180 from the Berkeley photographs"),
    "BSDS500-train": ("train", "BSDS500-train: 200 training photographs of BSDS500 (Berkeley)"),
    "T91": ("train", "T91: 91 pictures, a training set of super-resolution"),
    "BSD68": ("test", "BSD68: 68 grey test photographs of Berkeley"),
    "Kodak24": ("test", "Kodak24: 24 photographs of Kodak's set, 500x500 crops"),
    "Set5": ("test", "Set5: 5 test pictures of super-resolution"),
}
_said: set[str] = set()  # in this process: each thing is said once


@dataclass(frozen=True, eq=False)
class Photographs:
    r"""Photographs of mixed sizes, all grey or all in colour.

    `photographs[3]` is one photograph as float32 (1, C, H, W) in [0, 1], as a network takes it;
    a loop goes over all. Those that come from files are read again each time.

    Attributes:
        pictures: The pictures as uint8 tensors (C, H, W): a list, or files.
        name: Name for figure titles, such as `"BSD68"`.
        source: Where they came from, in words.

    Raises:
        ValueError: If there is none, or they are not uint8 (C, H, W) with 1 or 3 channels alike.

    Example:
        >>> import torch
        >>> grey = Photographs([torch.full((1, 8, 6), 255, dtype=torch.uint8)], "white")
        >>> grey[0].shape, grey[0].max().item(), grey.sides
        (torch.Size([1, 1, 8, 6]), 1.0, [(8, 6)])
    """

    pictures: Sequence[Tensor]
    name: str = "photographs"
    source: str = ""

    def __post_init__(self) -> None:
        if not len(self.pictures):
            raise ValueError(f"{self.name} must hold at least one photograph, got none")
        if isinstance(self.pictures, PictureFiles):
            return
        for picture in self.pictures:
            if picture.dtype != uint8 or picture.ndim != 3 or len(picture) not in (1, 3):
                raise ValueError(
                    f"pictures of {self.name} must be uint8 (C, H, W) with 1 or 3 channels, got "
                    f"{picture.dtype} of shape {tuple(picture.shape)}"
                )
        if len({len(picture) for picture in self.pictures}) > 1:
            raise ValueError(f"pictures of {self.name} must be all grey or all in colour")

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, index: int) -> Images:
        """One photograph, (1, C, H, W) in [0, 1]."""
        return as_floats(self.pictures[index][None])

    def __iter__(self) -> Iterator[Images]:
        return (self[index] for index in range(len(self)))

    @property
    def shapes(self) -> list[tuple[int, int, int]]:
        """Channels, height and width of each; of files, from their headers."""
        if isinstance(self.pictures, PictureFiles):
            return self.pictures.shapes()
        return [tuple(picture.shape) for picture in self.pictures]  # type: ignore[misc]

    @property
    def sides(self) -> list[tuple[int, int]]:
        """Height and width of each."""
        return [shape[1:] for shape in self.shapes]

    @property
    def titles(self) -> list[str]:
        """A name for each: the file's, else its number."""
        if isinstance(self.pictures, PictureFiles):
            return [path.stem for path in self.pictures.paths]
        return [f"{self.name} {number}" for number in range(len(self))]

    def select(self, rows: Sequence[int]) -> "Photographs":
        """Some of them, by number."""
        if isinstance(self.pictures, PictureFiles):
            paths = tuple(self.pictures.paths[row] for row in rows)
            return replace(self, pictures=replace(self.pictures, paths=paths))
        return replace(self, pictures=[self.pictures[row] for row in rows])

    def take(self, count: int) -> "Photographs":
        """The first `count` (all, if there are fewer)."""
        return self.select(range(min(count, len(self))))

    def at_least(self, side: int) -> "Photographs":
        """Those whose height and width are at least `side` pixels."""
        return self.select([row for row, sides in enumerate(self.sides) if min(sides) >= side])

    def each(self, change: Callable[[Tensor], Tensor]) -> "Photographs":
        """All of them in memory, each uint8 picture (C, H, W) changed into another."""
        return replace(self, pictures=[change(picture) for picture in self.pictures])


def photographs(
    folder: Path | str | None = None,
    *,
    channels: Channels = 3,
    part: Part | None = None,
    embedded: bool | None = None,
    memory: float | int = MEMORY,
) -> Photographs:
    """The photographs of a folder, of a known set, or those that scikit-image brings along.

    A folder's pictures are PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP files of any sizes, in folders
    within folders (BSDS, Kodak, DIV2K as they are unpacked); how many other files were skipped is
    printed. A known set is named as in `KNOWN` and is looked for
    in `DLC_MIRROR` (where that is a folder), then in `data_directory()`; nothing is downloaded.
    Where it is not there, the photographs inside scikit-image stand in, announced once in words
    and recognisable by name and source.

    Args:
        folder: A path (from the working directory), the name of a known set, or None for the
            embedded photographs.
        channels: 1 for grey, 3 for colour.
        part: Which of the embedded photographs stand in; None is what the known set is, else
            those to train on. None of them is in both parts.
        embedded: True for the embedded photographs outright, False for the named ones or an
            error, None for the named ones if they are there.
        memory: GiB that one photograph may take; see `image_files.read`.

    Raises:
        ValueError: If a folder is not there or holds no picture, or a known set is missing and
            `embedded` is False.

    Example:
        >>> photographs("BSD68", channels=1, embedded=True).name
        'embedded photographs test'
    """
    check_channels(channels)
    name = str(folder) if folder is not None else ""
    stands_in = part or KNOWN.get(name, ("train",))[0]
    if folder is None or embedded:
        return _embedded(channels, stands_in)
    if name not in KNOWN:
        path = Path(folder).expanduser()
        source = f"{path.name} (a folder of the user)"
        return Photographs(_files(path, channels, memory), path.name, source)
    places = [place / name for place in _places()]
    for place in places:
        if place.is_dir():
            return Photographs(_files(place, channels, memory), name, KNOWN[name][1])
    if embedded is False:
        raise ValueError(_missing(name, places))
    # As for MNIST: that the data is not what was asked for must reach the reader.
    _say(f"{_missing(name, places)} Using the photographs inside scikit-image instead.")
    return _embedded(channels, stands_in)


def as_floats(pictures: Tensor) -> Tensor:
    """uint8 levels as float32 in [0, 1]."""
    return pictures.float().div_(255)


def _embedded(channels: Channels, part: Part) -> Photographs:
    pictures, names = embedded_photographs(channels, part)
    source = f"scikit-image's photographs ({', '.join(names)})"
    return Photographs(pictures, f"embedded photographs {part}", source)


def _places() -> list[Path]:
    mirror = os.environ.get("DLC_MIRROR", "").strip()
    local = bool(mirror) and urlsplit(mirror).scheme.lower() not in ("http", "https")
    return [Path(mirror).expanduser()] * local + [data_directory()]


def _missing(name: str, places: Sequence[Path]) -> str:
    looked = " and ".join(str(place) for place in places)
    return (
        f"{name} is not there: looked for {looked}. Put the folder there, or point the variable "
        "DLC_MIRROR at the folder that holds it."
    )


def _files(folder: Path, channels: Channels, memory: float | int) -> PictureFiles:
    pictures, others = find_pictures(folder)
    if others:
        counts = Counter(path.suffix.lower() or "without an ending" for path in others)
        kinds = ", ".join(f"{count} {ending}" for ending, count in sorted(counts.items()))
        _say(f"{folder}: {len(pictures)} pictures; skipped {len(others)} other files ({kinds})")
    return PictureFiles(pictures, channels, memory)


def _say(text: str) -> None:
    if text not in _said:
        _said.add(text)
        print(text)  # noqa: T201
