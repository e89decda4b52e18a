"""Random patches of photographs, cut and flipped in whole batches on the device."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import prod
from typing import ClassVar

import torch
from torch import Tensor

from dlc_support.arguments import check_counts, check_seed
from dlc_support.data.generated import Generated
from dlc_support.data.photographs import Photographs, as_floats
from dlc_support.data.places import Bytes, Shape, Strides, cut, draw_places, strides
from dlc_support.data.split import Batch, Range

CACHE = 512 * 2**20  # bytes of pixels that are kept, where no other number is given


@dataclass(frozen=True, eq=False)
class _Squares:
    """What the inputs, or the targets, of patches are cut from, and where."""

    photographs: Photographs
    side: int
    channels: int
    found: Strides
    pixels: Bytes | None  # of all photographs, where they are kept

    def to(self, device: torch.device | str) -> "_Squares":
        pixels = None if self.pixels is None else self.pixels.to(device)
        return replace(self, found=self.found.to(device), pixels=pixels)

    def cut(self, rows: Tensor) -> Tensor:
        return cut(self.pixels, self.found.index_select(0, rows), self.channels, self.side)

    def cut_from_files(self, rows: Tensor, picture: Tensor) -> Tensor:
        """The squares of some rows, each photograph read once and forgotten."""
        squares = torch.empty(len(rows), self.channels, self.side, self.side, dtype=torch.uint8)
        for number in picture.unique().tolist():
            here = (picture == number).nonzero().squeeze(1)
            pixels = self.photographs.pictures[number].flatten()
            squares[here] = cut(pixels, self.found[rows[here]], self.channels, self.side)
        return squares


class Patches(Generated):
    r"""Square patches of photographs; stands where a `Split` stands.

    A row is a photograph, a place in it and one of eight ways to lay a square down (flips and
    transposition): a table drawn once from `seed`, uniform over all places of all photographs. So
    a row is the same patch whenever it is asked for, and a resumed run goes on exactly. A run
    that is to see fresh patches all through has as many rows as steps times the batch size, and
    one epoch.

    The pixels lie as bytes in one row on the device; a patch is a first pixel and three strides,
    so a batch is one gather, and flips cost nothing. Photographs that take more than `cache`
    bytes are not kept: their patches are cut beforehand for as many batches as the cache holds,
    each photograph read once for all of these; memory stays at the cache and one photograph.

    Args:
        photographs: What the patches are cut from; all at least as large as a patch.
        size: Side of a patch in pixels; of `inputs`, where there are pairs.
        count: Rows.
        seed: Names the table.
        flips: Draw the way each patch is laid down; False leaves all upright.
        small: For super-resolution: the same photographs at a `scale`-th of the side. Then
            `inputs` are patches of these, and `targets` those of `photographs` over the same
            place, laid down the same way, with `scale * size` pixels to a side.
        scale: Pixels of a target per pixel of an input, along a side.
        cache: Bytes of pixels to keep.

    Attributes:
        name: Name of the photographs.
        source: Where they came from.
        range: `"unit"`: inputs and targets lie in [0, 1].
        resident: Whether the photographs themselves are kept in memory.

    Raises:
        ValueError: If a number is out of its range, a photograph is smaller than a patch, or the
            sides of a pair do not fit the scale.

    Example:
        >>> picture = torch.arange(24, dtype=torch.uint8).reshape(1, 4, 6)
        >>> patches = Patches(Photographs([picture]), size=2, count=3, flips=False)
        >>> (255 * patches.rows(torch.tensor([0])).inputs).round().int().tolist()
        [[[[16, 17], [22, 23]]]]
    """

    name: str = ""
    range: ClassVar[Range] = "unit"

    def __init__(  # noqa: PLR0913 - all that a table is drawn from, by name
        self,
        photographs: Photographs,
        size: int = 64,
        *,
        count: int = 10_000,
        seed: int = 0,
        flips: bool = True,
        small: Photographs | None = None,
        scale: int = 1,
        cache: int = CACHE,
    ) -> None:
        check_counts(size=size, count=count, scale=scale)
        check_seed(seed)
        both = [photographs] if small is None else [small, photographs]
        shapes = [part.shapes for part in both]
        _check_sides(both[0], shapes[0], size)
        _check_pairs(both, shapes, scale)
        self.name, self.source = photographs.name, photographs.source
        self._text = f"size={size}, count={count}, seed={seed}, flips={flips}, scale={scale}"
        self._cache = cache
        self.resident = sum(map(prod, [one for part in shapes for one in part])) <= cache
        places = draw_places(shapes[0], size, count, seed, flips=flips)
        self._picture = places.picture
        self._squares = [
            _Squares(
                part,
                size * factor,
                these[0][0],
                strides(these, size * factor, places.times(factor), joined=self.resident),
                _joined(part, these) if self.resident else None,
            )
            for part, these, factor in zip(both, shapes, (1, scale), strict=False)
        ]
        if cache < self._row_bytes:
            raise ValueError(f"cache must hold a row of {self._row_bytes} bytes, got {cache}")

    def __len__(self) -> int:
        return len(self._picture)

    def __repr__(self) -> str:
        return f"Patches({self.name!r}, {self._text})"

    @property
    def _row_bytes(self) -> int:
        return sum(squares.channels * squares.side**2 for squares in self._squares)

    def tensors(self) -> dict[str, Tensor]:
        """What the rows are made of: where they lie, and the pixels or the names of the files."""
        found = {}
        for name, squares in zip(("inputs", "targets"), self._squares, strict=False):
            found[f"places of {name}"] = squares.found
            if squares.pixels is None:
                found[f"files of {name}"] = _listing(squares.photographs)
            else:
                found[f"pixels of {name}"] = squares.pixels
        return found

    def to(self, device: torch.device | str) -> "Patches":
        """The same patches, gathered on another device."""
        moved = object.__new__(Patches)
        vars(moved).update(vars(self))
        if self.resident:
            moved._squares = [squares.to(device) for squares in self._squares]
        return moved

    def made(self, rows: Tensor) -> Batch:
        """The patches with the given numbers."""
        return next(iter(self.batches([rows])))

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row indices, in that order; lazily."""
        if not order:
            return
        if not self.resident:
            yield from self._from_files(order)
            return
        there = torch.cat(tuple(order)).to(self._squares[0].found.device)
        for rows in there.split([len(rows) for rows in order]):
            yield _batch([squares.cut(rows) for squares in self._squares])

    def _from_files(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """Batches whose patches are cut together, as many as the cache holds."""
        together: list[Tensor] = []
        for rows in order:
            if together and self._row_bytes * (sum(map(len, together)) + len(rows)) > self._cache:
                yield from self._ahead(together)
                together = []
            together.append(rows.cpu())
        yield from self._ahead(together)

    def _ahead(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        rows = torch.cat(tuple(order))
        picture = self._picture[rows]
        read = [squares.cut_from_files(rows, picture) for squares in self._squares]
        lengths = [len(rows) for rows in order]
        for parts in zip(*(squares.split(lengths) for squares in read), strict=True):
            yield _batch(parts)


def _batch(squares: Sequence[Tensor]) -> Batch:
    return Batch(*map(as_floats, squares[:1]), targets=(*map(as_floats, squares[1:]), None)[0])


def _joined(photographs: Photographs, shapes: Sequence[Shape]) -> Bytes:
    """All pixels, one photograph behind the other; no more than one is held twice."""
    pixels = torch.empty(sum(map(prod, shapes)), dtype=torch.uint8)
    parts = pixels.split([prod(shape) for shape in shapes])
    for part, picture in zip(parts, photographs.pictures, strict=True):
        part.copy_(picture.flatten())
    return pixels


def _listing(photographs: Photographs) -> Bytes:
    """Stands for pixels that are not at hand, in the name of a run."""
    sizes = [path.stat().st_size for path in getattr(photographs.pictures, "paths", ())]
    text = repr([*zip(photographs.titles, photographs.shapes, strict=True), *sizes])
    return torch.tensor(list(blake2b(text.encode()).digest()), dtype=torch.uint8)


def _check_sides(photographs: Photographs, shapes: Sequence[Shape], size: int) -> None:
    for title, (_, *sides) in zip(photographs.titles, shapes, strict=True):
        if min(sides) < size:
            raise ValueError(
                f"photographs must be at least as large as a patch of {size}x{size}, got {title} "
                f"of {sides[0]}x{sides[1]}; photographs.at_least({size}) leaves the others"
            )


def _check_pairs(
    both: Sequence[Photographs], shapes: Sequence[Sequence[Shape]], scale: int
) -> None:
    if len(both) == 1:
        if scale != 1:
            raise ValueError(f"scale must be 1 where small is not given, got {scale}")
        return
    if len(both[0]) != len(both[1]):
        raise ValueError(f"small must be {len(both[1])} photographs, got {len(both[0])}")
    for title, low, high in zip(both[1].titles, *shapes, strict=True):
        if high != (low[0], scale * low[1], scale * low[2]):
            raise ValueError(
                f"photographs must be {scale} times as large as small, got {title} with shapes "
                f"{high} and {low}"
            )
