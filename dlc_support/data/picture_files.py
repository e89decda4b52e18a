"""Picture files: found in a folder, measured by their headers, read when they are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from dlc_support.image_files import header, read
from dlc_support.image_files.files import MEMORY

Channels = Literal[1, 3]
ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif", ".gif", ".bmp")
# The luma of ITU-R BT.601 in units of 2^-16, as Pillow computes it in whole numbers.
LUMA = np.array([19595, 38470, 7471], np.uint32)


@dataclass(frozen=True)
class PictureFiles(Sequence[Tensor]):
    """The pictures of some files as uint8 tensors (C, H, W), each read whenever it is asked for.

    Nothing is kept: any number of files takes the memory of one picture. Colour becomes grey as
    Pillow's mode `L` makes it, the luma $0.299 R + 0.587 G + 0.114 B$ of ITU-R BT.601 over the
    full range, rounded; grey becomes colour by repetition. A camera's orientation is applied,
    16 bits are brought to 8, transparency is left out.

    Attributes:
        paths: The files.
        channels: 1 for grey, 3 for colour.
        memory: GiB that one picture may take; see `image_files.read`.

    Raises:
        OSError: When a file is read that is not there.
        ValueError: When a file is read that is no picture or too large.
    """

    paths: tuple[Path, ...]
    channels: int = 3
    memory: float | int = MEMORY

    def __post_init__(self) -> None:
        check_channels(self.channels)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> Tensor:  # type: ignore[override]
        """The picture at a place."""
        colour = read(self.paths[index], memory=self.memory).colour
        if colour.dtype == np.uint16:
            colour = ((colour.astype(np.uint32) + 128) // 257).astype(np.uint8)
        if self.channels == 1 and colour.shape[2] == 3:
            colour = ((colour @ LUMA + 2**15) >> 16).astype(np.uint8)[:, :, None]
        colour = np.broadcast_to(colour, (*colour.shape[:2], self.channels))
        return torch.from_numpy(np.array(colour.transpose(2, 0, 1), order="C"))

    def shapes(self) -> list[tuple[int, int, int]]:
        """Channels, height and width of each picture, from the headers alone."""
        headers = [header(path) for path in self.paths]
        return [(self.channels, about.height, about.width) for about in headers]


def find_pictures(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The picture files of a folder and of the folders in it, and the other files, by name.

    Files and folders whose name begins with a dot do not count.

    Raises:
        ValueError: If the folder is not there, or holds no picture.
    """
    if not folder.is_dir():
        raise ValueError(f"folder must be a directory that is there, got {folder}")
    inside = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    files = [
        inside[name]
        for name in sorted(inside, key=Path.as_posix)
        if not any(part.startswith(".") for part in name.parts)
    ]
    pictures = tuple(path for path in files if path.suffix.lower() in ENDINGS)
    if not pictures:
        raise ValueError(
            f"folder must hold pictures ({', '.join(ENDINGS)}), got none among the {len(files)} "
            f"files in {folder}"
        )
    return pictures, tuple(path for path in files if path not in set(pictures))


def check_channels(channels: int) -> None:
    """Refuses what is neither grey nor colour."""
    if channels not in (1, 3):
        raise ValueError(f"channels must be 1 or 3, got {channels!r}")
