"""Slices of scans from a folder of pictures, brought to one size."""

from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d, pad

from dlc_support.arguments import check_counts
from dlc_support.data.photographs import photographs
from dlc_support.data.split import Split
from dlc_support.shapes import Images


def slices(folder: Path | str, *, side: int = 64) -> Split:
    """The pictures of a folder as grey images of one size: slices of a head, say.

    A picture that is not square gets black margins, as scans have them. Then each pixel becomes
    the mean over its part of the picture; nothing is enlarged.

    Args:
        folder: Where the pictures lie (PNG, JPEG, TIFF, BMP), also in folders within.
        side: Height and width that all get, in pixels.

    Returns:
        A split of images float32 in [0, 1], (N, 1, side, side).

    Raises:
        ValueError: If `side` is below 1, there is no picture, or one is smaller than `side`.
    """
    check_counts(side=side)
    found = photographs(folder, channels=1, embedded=False)
    for title, sides in zip(found.titles, found.sides, strict=True):
        if max(sides) < side:
            raise ValueError(
                f"pictures must have at least side = {side} pixels one way, got {sides} of {title}"
            )
    inputs = torch.cat([_square(image, side) for image in found])
    name = Path(folder).name or "slices"
    return Split(inputs, name=name, source=f"{len(inputs)} slices of {name}", range="unit")


def _square(image: Images, side: int) -> Tensor:
    """One picture in black margins that make it square, as large as it is to be."""
    height, width = image.shape[2:]
    longest = max(height, width)
    down, across = longest - height, longest - width
    margins = (across // 2, across - across // 2, down // 2, down - down // 2)
    return adaptive_avg_pool2d(pad(image, margins), side)
