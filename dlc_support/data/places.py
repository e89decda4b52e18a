"""Where patches lie in photographs, as first pixels and strides: one gather cuts a whole batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod

import torch
from jaxtyping import Int, UInt8
from torch import Generator, Tensor

WAYS = 8  # to lay a square on itself: flipped or not both ways, transposed or not

Shape = tuple[int, int, int]  # channels, height, width
Strides = Int[Tensor, "rows 4"]
Bytes = UInt8[Tensor, " bytes"]


@dataclass(frozen=True, eq=False)
class Places:
    """Squares in photographs, one a row.

    Attributes:
        picture: Which photograph.
        top: First row of the square.
        left: First column.
        way: One of eight: bit 0 flips left and right, bit 1 up and down, bit 2 transposes.
    """

    picture: Int[Tensor, " rows"]
    top: Int[Tensor, " rows"]
    left: Int[Tensor, " rows"]
    way: Int[Tensor, " rows"]

    def times(self, scale: int) -> "Places":
        """The same places in photographs `scale` times as large."""
        return Places(self.picture, scale * self.top, scale * self.left, self.way)


def draw_places(
    shapes: Sequence[Shape], side: int, count: int, seed: int, *, flips: bool
) -> Places:
    """Squares drawn uniformly from all places of all photographs.

    Args:
        shapes: Of the photographs, none smaller than the square.
        side: Of the squares, in pixels.
        count: How many.
        seed: Names the draw.
        flips: Draw the way each is laid down as well; False leaves all upright.
    """
    generator = Generator().manual_seed(seed)
    free = torch.tensor([shape[1:] for shape in shapes]) - side + 1
    ends = free.prod(dim=1).cumsum(0)
    drawn = torch.randint(int(ends[-1]), (count,), generator=generator)
    picture = torch.searchsorted(ends, drawn, right=True)
    inside, across = drawn - (ends - free.prod(dim=1))[picture], free[picture, 1]
    way = torch.randint(WAYS if flips else 1, (count,), generator=generator)
    return Places(picture, inside // across, inside % across, way)


def strides(shapes: Sequence[Shape], side: int, places: Places, *, joined: bool) -> Strides:
    """First pixel, and the steps to the next channel, row and column, of each square.

    Args:
        shapes: Of the photographs, each flattened.
        side: Of the squares, in pixels.
        places: Where they lie.
        joined: The photographs lie one behind the other; else each begins at 0.
    """
    sizes = [prod(shape) if joined else 0 for shape in shapes]
    starts = torch.tensor(list(accumulate(sizes[:-1], initial=0)))[places.picture]
    wide = torch.tensor([shape[2] for shape in shapes])[places.picture]
    plane = torch.tensor([shape[1] * shape[2] for shape in shapes])[places.picture]
    mirrored, upside_down, transposed = ((places.way >> bit) % 2 == 1 for bit in range(3))
    first = starts + places.top * wide + places.left
    first = first + mirrored * (side - 1) + upside_down * (side - 1) * wide
    across, down = torch.where(mirrored, -1, 1), torch.where(upside_down, -wide, wide)
    rows, columns = torch.where(transposed, across, down), torch.where(transposed, down, across)
    return torch.stack([first, plane, rows, columns], dim=1)


def cut(pixels: Bytes, found: Strides, channels: int, side: int) -> Tensor:
    """The squares themselves, uint8 (rows, channels, side, side).

    Args:
        pixels: Photographs, flattened.
        found: What `strides` gives, on the device of `pixels`.
        channels: Of the photographs.
        side: Of the squares, in pixels.
    """
    first, plane, rows, columns = (column[:, None, None, None] for column in found.unbind(1))
    step = torch.arange(max(channels, side), device=found.device)
    inside = rows * step[:side, None] + columns * step[:side]
    return pixels[first + plane * step[:channels, None, None] + inside]
