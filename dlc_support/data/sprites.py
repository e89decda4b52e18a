"""Sprites: a shape with a size, an angle and a place, drawn from factors that are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_generator, kind
from dlc_support.data.generated import Generated
from dlc_support.data.ranges import Range
from dlc_support.data.split import Batch, Split
from dlc_support.shapes import Images, Rows

Factors = Int[Tensor, "batch factors"]

FACTORS = ("shape", "scale", "rotation", "x", "y")
SIZES = (3, 6, 40, 32, 32)  # as in dSprites
SMALLEST, LARGEST = 5.0, 12.0  # half sides, and below the range of the centres, in 1/64 of a side
FIRST, LAST = 14.0, 50.0


@dataclass(frozen=True, eq=False)
class Sprites(Generated):
    r"""White squares, ellipses and hearts on black; a row for each combination of five factors.

    The factors are `shape`, `scale`, `rotation`, `x` and `y`, each a whole number from 0. A row's
    number counts the combinations with the last factor fastest, so all factors are independent
    where rows are drawn uniformly. The angle is $2 \pi$ times `rotation` over its number of
    values: a square looks the same after a quarter turn, an ellipse after half a turn.

    Attributes:
        side: Height and width in pixels.
        sizes: Number of values of each factor.
        stored: Images to take rows from instead of drawing them, as `dsprites` reads them: bytes
            of 0 and 1, (rows, side, side).
        source: Where the images came from.

    Raises:
        TypeError: If a count is no whole number, or what is stored no tensor.
        ValueError: If there are not five counts of at least 1, at most three shapes, or what is
            stored has another shape.

    Source:
        Matthey, Higgins, Hassabis and Lerchner (2017), dSprites; the drawing is ours.

    Example:
        >>> sprites = Sprites()
        >>> len(sprites), sprites.rows(torch.tensor([0, 737279])).factors.tolist()
        (737280, [[0, 0, 0, 0, 0], [2, 5, 39, 31, 31]])
    """

    side: int = 32
    sizes: tuple[int, ...] = SIZES
    stored: Tensor | None = field(default=None, repr=False)
    source: str = "drawn sprites"
    range: ClassVar[Range] = "binary"

    def __post_init__(self) -> None:
        check_counts(side=self.side)
        check_counts(**dict(zip(FACTORS, self.sizes, strict=False)))
        if len(self.sizes) != len(FACTORS):
            raise ValueError(f"sizes must be five, one for each of {FACTORS}, got {self.sizes}")
        if self.stored is not None:
            if not isinstance(self.stored, Tensor):
                raise TypeError(f"stored must be a tensor, got {kind(self.stored)}")
            if tuple(self.stored.shape) != (len(self), self.side, self.side):
                raise ValueError(
                    f"stored must have shape {(len(self), self.side, self.side)}, got "
                    f"{tuple(self.stored.shape)}"
                )
        elif self.sizes[0] > 3:
            raise ValueError(f"sizes must have at most 3 shapes, got {self.sizes}")

    def __len__(self) -> int:
        return math.prod(self.sizes)

    def made(self, rows: Tensor) -> Batch:
        """The rows with the given numbers, and their factors."""
        factors = self.factors_of(rows)
        return Batch(self.images(factors), factors=factors)

    def images(self, factors: Factors) -> Images:
        """The images of the given factors, 0 and 1, (batch, 1, side, side)."""
        if self.stored is None:
            return _drawn(factors, self.sizes, self.side)
        rows = self.rows_of(factors).to(self.stored.device)
        return self.stored[rows][:, None].float()

    def factors_of(self, rows: Rows) -> Factors:
        """The factors of the rows with the given numbers."""
        found = []
        for size in reversed(self.sizes):
            found.append(rows % size)
            rows = rows // size
        return torch.stack(found[::-1], dim=1)

    def rows_of(self, factors: Factors) -> Rows:
        """The numbers of the rows with the given factors."""
        rows = torch.zeros(len(factors), dtype=torch.long)
        for size, values in zip(self.sizes, factors.T, strict=True):
            rows = rows * size + values
        return rows

    def sample(self, count: int, generator: Generator) -> Split:
        """Rows drawn uniformly, with replacement, as a split in memory."""
        check_counts(count=count)
        check_generator(generator)
        batch = self.made(torch.randint(len(self), (count,), generator=generator))
        return Split(
            batch.inputs,
            factors=batch.factors,
            name=f"{count} of {self.source}",
            source=self.source,
            range=self.range,
        )

    def tensors(self) -> dict[str, Tensor]:
        """What is stored, if anything is."""
        return {} if self.stored is None else {"stored": self.stored}


def _drawn(factors: Factors, sizes: Sequence[int], side: int) -> Images:
    """Pixels whose centres lie inside; lengths are in 1/64 of a side."""
    _, scale, turn, across, down = factors[:, :, None, None].unbind(dim=1)
    scale, across, down = (
        values / max(1, sizes[place] - 1) for place, values in ((1, scale), (3, across), (4, down))
    )
    angle = turn * (2 * math.pi / sizes[2])
    half = SMALLEST + (LARGEST - SMALLEST) * scale
    place = (torch.arange(side) + 0.5) * 64 / side
    x = place - (FIRST + (LAST - FIRST) * across)
    y = place[:, None] - (FIRST + (LAST - FIRST) * down)
    u = (angle.cos() * x + angle.sin() * y) / half
    v = (angle.cos() * y - angle.sin() * x) / half
    inside = torch.empty(u.shape, dtype=torch.bool)
    for number, contains in enumerate((_square, _ellipse, _heart)):
        here = (factors[:, 0] == number).nonzero().squeeze(1)
        inside[here] = contains(u[here], v[here])
    return inside.float()[:, None]


def _square(u: Tensor, v: Tensor) -> Tensor:
    return torch.maximum(u.abs(), v.abs()) < 0.85


def _ellipse(u: Tensor, v: Tensor) -> Tensor:
    return (u / 1.15).square() + (v / 0.65).square() < 1


def _heart(u: Tensor, v: Tensor) -> Tensor:
    a, b = (1.25 * u).square(), -1.25 * v
    c = a + b.square() - 1
    return c * c * c < a * b * b * b
