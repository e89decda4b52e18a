"""Photographs at two sizes, and patches of them at several scales, for super-resolution."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import torch
from torch import Tensor

from dlc_support.data.degradation import cropped, low_resolution
from dlc_support.data.patches import Patches
from dlc_support.data.photographs import Photographs
from dlc_support.data.split import Batch, Range


def resolutions(photographs: Photographs, scale: int) -> tuple[Photographs, Photographs]:
    """The photographs at a `scale`-th of the side, and cropped to whole multiples of it.

    The small ones are what `low_resolution` makes of the large ones: bicubic, antialiased, bytes.
    Both are held in memory.

    Args:
        photographs: What to make smaller.
        scale: Pixels of a large one per pixel of a small one, along a side.

    Returns:
        Small photographs, large photographs.

    Example:
        >>> white = Photographs([torch.full((3, 9, 7), 255, dtype=torch.uint8)])
        >>> [part.sides for part in resolutions(white, 2)]
        [[(4, 3)], [(8, 6)]]
    """

    def crop(picture: Tensor) -> Tensor:
        return cropped(picture[None], scale)[0].contiguous()

    def reduce(picture: Tensor) -> Tensor:
        small = low_resolution(picture[None].float() / 255, scale)[0]
        return (255 * small).round().to(torch.uint8)

    large = photographs.each(crop)
    return large.each(reduce), large


def joined(*parts: Photographs) -> Photographs:
    """Several sets as one, in memory; a set that is given twice counts once.

    Example:
        >>> black = Photographs([torch.zeros(1, 2, 2, dtype=torch.uint8)], "black")
        >>> joined(black, black).name, len(joined(black, black))
        ('black', 1)
    """
    each = {part.name: part for part in parts}
    pictures = [picture for part in each.values() for picture in part.pictures]
    sources = "; ".join(part.source for part in each.values())
    return Photographs(pictures, "+".join(each), sources)


class MixedScales:
    r"""Paired patches at several scales, each batch of one of them; stands where a `Split` stands.

    A network that several scales share takes one of them at a time. Which one a batch has is told
    by its first row, whose number is drawn anew each epoch; so a resumed run goes on exactly. The
    scale stands in the batch's `condition`, once for each example.

    Args:
        parts: For each scale patches with `small` photographs, equally many.

    Attributes:
        name: Name of the photographs.
        source: Where they came from.
        range: `"unit"`: inputs and targets lie in [0, 1].

    Raises:
        ValueError: If there is no scale, or one has more patches than another.
    """

    range: ClassVar[Range] = "unit"

    def __init__(self, parts: Mapping[int, Patches]) -> None:
        self.parts = dict(parts)
        lengths = {scale: len(part) for scale, part in self.parts.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"parts must be equally many patches for each scale, got {lengths}")
        first = next(iter(self.parts.values()))
        self.name, self.source = first.name, first.source

    def __len__(self) -> int:
        return len(next(iter(self.parts.values())))

    def tensors(self) -> dict[str, Tensor]:
        """The tensors of all parts, by scale and name."""
        return {
            f"x{scale} {name}": values
            for scale, part in self.parts.items()
            for name, values in part.tensors().items()
        }

    def to(self, device: torch.device | str) -> "MixedScales":
        """The same patches on another device."""
        return MixedScales({scale: part.to(device) for scale, part in self.parts.items()})

    def rows(self, rows: Tensor) -> Batch:
        """The given rows, all at the scale that the first of them tells."""
        scale, part = list(self.parts.items())[int(rows[0]) % len(self.parts)]
        batch = part.rows(rows)
        told = torch.full((len(rows),), scale, device=batch.inputs.device)
        return replace(batch, condition=told)

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row indices, in that order."""
        return map(self.rows, order)
