"""Holes of almost any shape: unions of rectangles."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import check_draw, image_sides
from dlc_support.shapes import Examples, Masks


@dataclass(frozen=True)
class RectangleMask:
    r"""Sets the union of a few rectangles of each image to 0: a hole of almost any shape.

    The number of rectangles is uniform over $1, \dots, n$. Height and width of each are uniform
    over the whole numbers from the shortest to the longest side (at most the image's), and its
    place is uniform over those where it fits. Rectangles may overlap.

    Attributes:
        most: Largest number $n \ge 1$ of rectangles in one image.
        sides: Shortest and longest side in pixels, $1 \le s_1 \le s_2$.

    Raises:
        TypeError: If a count is not a whole number.
        ValueError: If a count is below 1, the sides are out of order, or the shortest exceeds the
            images of a call.

    Source:
        Ivanov, Figurnov and Vetrov (2019), section 4.3: random rectangles and strokes.

    Example:
        >>> hidden = RectangleMask(most=1, sides=(4, 4)).mask(
        ...     torch.ones(1, 1, 28, 28), torch.Generator().manual_seed(0))
        >>> hidden.sum()
        tensor(16)
    """

    unbiased: ClassVar[bool] = False

    most: int = 4
    sides: tuple[int, int] = (4, 28)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sides", tuple(self.sides))
        shortest, longest = self.sides
        check_counts(most=self.most, shortest=shortest, longest=longest)
        if longest < shortest:
            raise ValueError(f"sides must be shortest and longest, got {self.sides}")

    def _inside(self, side: int, count: int, generator: Generator) -> Tensor:
        """For `most` rectangles in each image, True at the rows (or columns) that they cover."""
        if side < self.sides[0]:
            raise ValueError(f"sides must fit the images' side {side}, got {self.sides}")
        size, device = (2, count, self.most, 1), generator.device
        uniform = torch.rand(size, generator=generator, device=device, dtype=torch.float32)
        longest = min(self.sides[1], side)
        length = self.sides[0] + (uniform[0] * (longest - self.sides[0] + 1)).floor()
        start = (uniform[1] * (side - length + 1)).floor()
        offset = torch.arange(side, device=device) - start
        return (offset >= 0) & (offset < length)

    def mask(self, clean: Examples, generator: Generator) -> Masks:
        """True at the pixels that the call with the same generator state hides."""
        check_draw(clean, generator)
        height, width = image_sides(clean)
        rows, columns = (self._inside(side, len(clean), generator) for side in (height, width))
        device = generator.device
        last = torch.randint(self.most, (len(clean), 1), generator=generator, device=device)
        used = torch.arange(self.most, device=device) <= last
        rows = rows & used[..., None]
        hidden = (rows[..., :, None] & columns[..., None, :]).any(dim=1, keepdim=True)
        return hidden.to(clean.device).expand_as(clean)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Hides the rectangles of each image of a batch."""
        return clean * ~self.mask(clean, generator)
