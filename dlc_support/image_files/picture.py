"""A photograph as its file holds it: whole numbers, transparency, and what is said about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from dlc_support.shapes import Images


@dataclass(frozen=True)
class Header:
    """What a file says of its photograph before the pixels are decoded.

    Attributes:
        height: Rows of the upright photograph.
        width: Columns of the upright photograph.
        channels: 1 for grey, 3 for colour.
        bits: Of a channel, 8 or 16.
        alpha: It has an opacity for each pixel.
    """

    height: int
    width: int
    channels: int
    bits: int
    alpha: bool

    def check_memory(self, path: Path, memory: float | int, *, scale: int = 1) -> None:
        """Refuses a photograph that needs too much memory, however small its file is.

        Restoring holds at most three copies in float32 and two in whole numbers, after an
        enlargement by `scale` where there is one; the network's own comes on top.

        Raises:
            ValueError: If it needs more than `memory` GiB.
        """
        samples = self.height * self.width * scale**2 * (self.channels + self.alpha)
        needed = samples * (3 * 4 + 2 * self.bits // 8) / 2**30
        if needed > memory:
            raise ValueError(
                f"{path} has {self.width} x {self.height} pixels and needs about {needed:.1f} GiB "
                f"of memory, more than the {memory:g} GiB that --memory (in Python: memory) allows"
            )


@dataclass(frozen=True, eq=False)
class Picture:
    """One photograph, upright.

    Attributes:
        colour: Grey or RGB, uint8 or uint16, (H, W, 1) or (H, W, 3).
        alpha: Opacity, of the same type, (H, W); None where everything is opaque.
        metadata: What else the file says, by the names that libvips gives it.
    """

    colour: np.ndarray
    alpha: np.ndarray | None = None
    metadata: Mapping[str, str | bytes | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.colour.dtype not in (np.uint8, np.uint16):
            raise ValueError(f"colour must be uint8 or uint16, got {self.colour.dtype}")
        if self.colour.ndim != 3 or self.colour.shape[2] not in (1, 3):
            raise ValueError(f"colour must be (H, W, 1 or 3), got {self.colour.shape}")

    @property
    def bits(self) -> int:
        """Bits of a channel: 8 or 16."""
        return 8 * self.colour.itemsize

    @property
    def mode(self) -> str:
        """In words: `"16-bit RGB with alpha"`."""
        colours = "grey" if self.colour.shape[2] == 1 else "RGB"
        return f"{self.bits}-bit {colours}{'' if self.alpha is None else ' with alpha'}"

    def images(self) -> Images:
        """The colours as float32 in [0, 1], (1, C, H, W)."""
        return to_images(self.colour)

    def samples(self) -> np.ndarray:
        """Colours and alpha together, (H, W, 1 to 4), as files hold them."""
        if self.alpha is None:
            return self.colour
        return np.concatenate([self.colour, self.alpha[:, :, None]], axis=2)


def to_images(samples: np.ndarray) -> Images:
    """Whole numbers (H, W, C) as float32 in [0, 1], (1, C, H, W).

    Example:
        >>> to_images(np.full((1, 2, 1), 65535, np.uint16))
        tensor([[[[1., 1.]]]])
    """
    values = torch.from_numpy(samples.astype(np.float32))
    return (values / float(np.iinfo(samples.dtype).max)).permute(2, 0, 1)[None]


def to_samples(images: Tensor, bits: int) -> np.ndarray:
    """Images (1, C, H, W) as whole numbers (H, W, C), clipped to [0, 1] and rounded.

    Example:
        >>> to_samples(torch.tensor([[[[-0.1, 0.5, 1.2]]]]), bits=16).ravel().tolist()
        [0, 32768, 65535]
    """
    levels = 2**bits - 1
    kind = {8: np.uint8, 16: np.uint16}[bits]
    values = images[0].permute(1, 2, 0).clamp(0, 1).mul_(levels).round_()
    return values.numpy().astype(kind)
