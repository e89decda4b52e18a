"""A photograph in a file, restored by a network into another file."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.evaluation import restore
from dlc_support.image_files.files import MEMORY, check_format, header, read, write
from dlc_support.image_files.picture import Picture, to_images, to_samples
from dlc_support.shapes import Images

TILE = 512
# Below this standard deviation the estimate cannot tell noise from the texture of a clean
# photograph: over Kodak24, BSD68 and Set5 it takes 0 to 5 / 255 in clean ones.
LEAST_NOISE = 5 / 255
MIDDLE = 1024  # side of the part in which noise is estimated: it is the same everywhere


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
        noise: Standard deviations of the white noise that the model was made for, lowest and
            highest, in units of [0, 1]; None where that is not known.

    Raises:
        ValueError: If `channels` is neither 1 nor 3.
    """

    model: nn.Module
    channels: int = 3
    tile: int | None = TILE
    margin: int | None = None
    progress: bool = False
    noise: tuple[float, float] | None = None

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
        return replace(picture, colour=to_samples(colour, picture.bits), alpha=alpha)

    def advice(self, picture: Picture) -> str:
        """What noise the photograph has and what the model was made for, in a line."""
        if self.noise is None:
            return ""
        level = noise_level(picture)
        low, high = self.noise
        found = f"noise: about {255 * level:.0f}/255 in the photograph"
        made = f"the model was made for {255 * low:.0f} to {255 * high:.0f}/255"
        if high == 0:
            made = "the model was made for none"
        if level > max(high, LEAST_NOISE):
            return f"warning: {found}, and {made}: what it does to more is not known"
        if level < LEAST_NOISE and high > 0:
            return f"warning: {found}, next to none, and {made}: it may remove more than noise"
        return f"{found}, and {made}"


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


def noise_level(picture: Picture) -> float:
    r"""Standard deviation of white noise in a photograph, in units of [0, 1], estimated.

    The median of the finest diagonal wavelet coefficients over 0.6745, the mean of the colours,
    in the middle of the photograph. Texture counts as noise (up to 5 / 255 in a clean photograph),
    and clipping at black and white takes some away: of 50 / 255, 40 to 48 are found, of 80 / 255,
    58 to 70.

    Source:
        Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage (1994).
    """
    from skimage.restoration import estimate_sigma

    sides = (slice(max(0, (n - MIDDLE) // 2), (n + MIDDLE) // 2) for n in picture.colour.shape[:2])
    part = picture.colour[tuple(sides)] / float(2**picture.bits - 1)
    with warnings.catch_warnings(action="ignore"):  # of the mean of nothing
        level = estimate_sigma(part, channel_axis=-1, average_sigmas=True)
    return float(np.nan_to_num(level))  # one flat colour has no coefficients


def restore_file(
    restorer: PictureRestorer,
    source: Path,
    target: Path,
    *,
    memory: float | int = MEMORY,
    report: Callable[[str], object] | None = None,
) -> Picture:
    """Restores a photograph in a file into another file, which is written whole or not at all.

    Args:
        restorer: What restores it.
        source: PNG, JPEG, TIFF, WebP, AVIF, GIF or BMP.
        target: PNG, JPEG or TIFF; JPEG holds neither 16 bits nor alpha.
        memory: GiB that the photograph may take, the network's own left out; one that needs more
            is not read.
        report: Is told about the noise, in a line, before the work begins.

    Raises:
        OSError: If a file cannot be read or written.
        ValueError: If the source is no photograph that can be read, needs too much memory, or the
            target is the source or cannot hold it.
    """
    about = header(source)
    check_format(target, bits=about.bits, alpha=about.alpha)
    about.check_memory(source, memory, scale=restorer.model.scale)
    if target.exists() and target.samefile(source):
        raise ValueError(f"output must be another file than the input, got {str(target)!r}")
    if target.is_dir():
        raise IsADirectoryError(f"output must be a file, got the folder {str(target)!r}")
    if not target.parent.is_dir():
        raise NotADirectoryError(f"there is no folder {str(target.parent)!r} to write into")
    try:
        with TemporaryFile(dir=target.parent):  # known before the work
            pass
    except OSError as error:
        raise OSError(f"output {str(target)!r} cannot be written: {error.strerror}") from error
    picture = read(source, memory=memory)
    if report is not None and (advice := restorer.advice(picture)):
        report(advice)
    restored = restorer(picture)
    write(restored, target)
    return restored
