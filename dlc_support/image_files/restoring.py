"""A photograph in a file, restored by a network into another file."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.evaluation import restore
from dlc_support.image_files.picture import Picture, to_images, to_samples
from dlc_support.image_files.reading import Header, header, read
from dlc_support.image_files.writing import FORMATS, check_format, draft
from dlc_support.shapes import Images

TILE = 512
GIB = 2**30


@dataclass(frozen=True, eq=False)
class PictureRestorer:
    """A network that takes photographs as files hold them.

    A grey model restores each channel of a colour photograph by itself. A colour model sees a grey
    photograph as one with three equal channels, and the mean of what it gives is kept. Alpha
    is no photograph: it is kept, and enlarged bilinearly where the model enlarges.

    Attributes:
        model: A fully convolutional network.
        channels: What the model takes: 1 for grey, 3 for colour.
        tile: Side of a tile in pixels; None means the whole photograph at once.
        margin: Pixels read around each tile; see `evaluation.restore`.
        progress: Show a bar over the tiles.

    Raises:
        ValueError: If `channels` is neither 1 nor 3.
    """

    model: nn.Module
    channels: int = 3
    tile: int | None = TILE
    margin: int | None = None
    progress: bool = False

    def __post_init__(self) -> None:
        if self.channels not in (1, 3):
            raise ValueError(f"channels must be 1 or 3, got {self.channels}")

    def __call__(self, picture: Picture) -> Picture:
        """The restored photograph, with its bits, its alpha and what is said about it."""
        restored = restore(
            self.model,
            _seen(picture.images(), self.channels),
            tile=self.tile,
            margin=self.margin,
            progress=self.progress,
        )
        colour = _as_before(restored, picture.colour.shape[2])
        alpha = picture.alpha
        if alpha is not None and self.model.scale > 1:
            alpha = _enlarged(alpha, self.model.scale)
        return Picture(to_samples(colour, picture.bits), alpha, picture.metadata)


def _seen(images: Images, channels: int) -> Tensor:
    """The photograph as the model takes it: each channel an image, or grey as colour."""
    if channels == 1:
        return images.transpose(0, 1)
    return images.expand(-1, 3, -1, -1)


def _as_before(restored: Images, channels: int) -> Tensor:
    if len(restored) == channels and restored.shape[1] == 1:
        return restored.transpose(0, 1)
    return restored if channels == 3 else restored.mean(dim=1, keepdim=True)


def _enlarged(alpha: np.ndarray, scale: int) -> np.ndarray:
    images = to_images(alpha[:, :, None])
    larger = functional.interpolate(images, scale_factor=scale, mode="bilinear")
    return to_samples(larger, 8 * alpha.itemsize)[:, :, 0]


def restore_file(
    restorer: PictureRestorer, source: Path, target: Path, *, memory: float | int = 8
) -> Picture:
    """Restores a photograph in a file into another file, which is written whole or not at all.

    Args:
        restorer: What restores it.
        source: PNG, JPEG or TIFF.
        target: The same or another of these; JPEG holds neither 16 bits nor alpha.
        memory: GiB that the photograph may take, the network's own left out; one that needs more
            is not read.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If the source is no photograph that can be read, needs too much memory, or the
            target is the source or cannot hold it.
    """
    about = header(source)
    check_format(target, bits=about.bits, alpha=about.alpha)
    if target.exists() and target.samefile(source):
        raise ValueError(f"output must be another file than the input, got {str(target)!r}")
    _check_memory(source, about, restorer.model.scale, memory)
    with draft(target) as place:
        picture = restorer(read(source))
        FORMATS[target.suffix.lower()].write(picture, place)
    return picture


def needed(about: Header, scale: int) -> int:
    """Bytes that a photograph takes on its way, without the network's own.

    At most three copies in float32 and two in whole numbers are held, after the enlargement where
    there is one.
    """
    samples = about.channels + about.alpha
    return about.height * about.width * scale**2 * samples * (3 * 4 + 2 * about.bits // 8)


def _check_memory(source: Path, about: Header, scale: int, memory: float | int) -> None:
    wanted = needed(about, scale) / GIB
    if wanted > memory:
        raise ValueError(
            f"{source} has {about.width} x {about.height} pixels and needs about {wanted:.1f} "
            f"GiB of memory, more than the {memory:g} GiB that are allowed"
        )
