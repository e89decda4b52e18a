"""Picture files: found in a folder, measured by their headers, read when they are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor

if TYPE_CHECKING:
    from PIL.Image import Image

Channels = Literal[1, 3]
ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
MODES: dict[int, str] = {1: "L", 3: "RGB"}
ORIENTATION, TURNED = 0x0112, (5, 6, 7, 8)  # Exif: these values exchange height and width
WIDTH, HEIGHT = 0x0100, 0x0101  # TIFF


@dataclass(frozen=True)
class PictureFiles(Sequence[Tensor]):
    """The pictures of some files as uint8 tensors (C, H, W), each read whenever it is asked for.

    Nothing is kept: any number of files takes the memory of one picture. Colour becomes grey as
    Pillow's mode `L` makes it, the luma $0.299 R + 0.587 G + 0.114 B$ of ITU-R BT.601 over the
    full range, rounded; grey becomes colour by repetition. A camera's orientation is applied,
    16-bit grey is brought to 8 bits, transparency is left out.

    Attributes:
        paths: The files.
        channels: 1 for grey, 3 for colour.

    Raises:
        ValueError: When a file is read that is no picture or cannot be brought to 8 bits.
    """

    paths: tuple[Path, ...]
    channels: int = 3

    def __post_init__(self) -> None:
        check_channels(self.channels)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> Tensor:  # type: ignore[override]
        """The picture at a place."""
        path = self.paths[index]
        try:
            return _pixels(path, MODES[self.channels])
        except (OSError, SyntaxError, EOFError) as error:
            raise ValueError(f"{path} cannot be read as a picture: {error}") from error

    def shapes(self) -> list[tuple[int, int, int]]:
        """Channels, height and width of each picture, from the headers alone."""
        return [(self.channels, *_sides(path)) for path in self.paths]


def find_pictures(folder: Path) -> tuple[Path, ...]:
    """The picture files of a folder and of the folders in it, in the order of their names.

    Files and folders whose name begins with a dot do not count.

    Raises:
        ValueError: If the folder is not there, or holds no picture.
    """
    if not folder.is_dir():
        raise ValueError(f"folder must be a directory that is there, got {folder}")
    found = sorted(_pictures(folder), key=lambda path: path.relative_to(folder).as_posix())
    if not found:
        raise ValueError(f"folder must hold pictures ({', '.join(ENDINGS)}), got none in {folder}")
    return tuple(found)


def check_channels(channels: int) -> None:
    """Refuses what is neither grey nor colour."""
    if channels not in MODES:
        raise ValueError(f"channels must be 1 or 3, got {channels!r}")


def _pictures(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in inside)
        if path.suffix.lower() in ENDINGS and not hidden and path.is_file():
            yield path


def _sides(path: Path) -> tuple[int, int]:
    """Height and width as the reader sees them."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            # Some versions of Pillow turn the size of a TIFF themselves: its tags are as stored.
            stored = getattr(picture, "tag_v2", {})
            width, height = stored.get(WIDTH, picture.width), stored.get(HEIGHT, picture.height)
            turned = _orientation(picture) in TURNED
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{path} cannot be read as a picture: {error}") from error
    return (width, height) if turned else (height, width)


def _orientation(picture: "Image") -> int | None:
    """What the header says; a PNG's own method would read all of the file for it."""
    from PIL import Image

    return Image.Image.getexif(picture).get(ORIENTATION)


def _pixels(path: Path, mode: str) -> Tensor:
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(path) as opened:
        upright = _orientation(opened) is None
        picture = opened if upright else ImageOps.exif_transpose(opened)
        array = np.array(_bytes(picture, path).convert(mode))
    return torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1).contiguous()


def _bytes(picture: "Image", path: Path) -> "Image":
    """A picture with 8 bits a channel: Pillow would clip larger values instead."""
    import numpy as np
    from PIL import Image

    if picture.mode.startswith("I;16"):
        values = np.asarray(picture, dtype=np.uint32)
        return Image.fromarray(((values + 128) // 257).astype(np.uint8))
    if picture.mode in ("I", "F"):
        raise ValueError(f"{path} must have 8 or 16 bits a channel, got mode {picture.mode}")
    return picture
