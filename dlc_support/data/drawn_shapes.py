"""Rectangles and convex regions: classes that are easy to state and hard to tell from pixels."""

from math import pi

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_generator
from dlc_support.shapes import Masks

Boxes = Int[Tensor, "batch 4"]  # top, left, height, width, in pixels

CHUNK = 2000  # candidates at a time
FEW, MANY = 2, 4  # convex regions in a union


def rectangles(
    count: int,
    generator: Generator,
    *,
    sides: tuple[int, int] = (1, 28),
    apart: int = 3,
    area: tuple[float, float] = (0.0, 1.0),
    side: int = 28,
) -> Boxes:
    """Rectangles that are clearly taller than wide or wider than tall, anywhere in an image.

    Height and width are uniform over all pairs that the arguments allow, and the place is uniform
    over those where the whole rectangle fits in.

    Args:
        count: Number of rectangles, at least 1.
        generator: Source of the draws.
        sides: Smallest and largest height and width in pixels.
        apart: Least difference of height and width.
        area: Smallest and largest share of the image.
        side: Height and width of the image.

    Raises:
        ValueError: If a number is below 1, or no rectangle is allowed.

    Source:
        Larochelle et al. (2007), section 4.2: a difference "smaller than 3 pixels" is rejected.

    Example:
        >>> rectangles(2, Generator().manual_seed(0), sides=(5, 5), apart=0, side=5)
        tensor([[0, 0, 5, 5],
                [0, 0, 5, 5]])
    """
    check_counts(count=count, side=side, smallest=sides[0])
    check_generator(generator)
    pairs = torch.cartesian_prod(*2 * [torch.arange(sides[0], min(sides[1], side) + 1)])
    share = pairs.prod(dim=1) / side**2
    allowed = (
        (pairs.diff(dim=1).abs().squeeze(1) >= apart) & (share >= area[0]) & (share <= area[1])
    )
    if not allowed.any():
        raise ValueError(
            "sides, apart and area must allow a rectangle, "
            f"got sides={sides}, apart={apart}, area={area} in {side}x{side} pixels"
        )
    pairs = pairs[allowed]
    sizes = pairs[torch.randint(len(pairs), (count,), generator=generator)]
    places = torch.rand(count, 2, generator=generator, dtype=torch.float64) * (side + 1 - sizes)
    return torch.cat([places.long(), sizes], dim=1)


def inside(boxes: Boxes, side: int = 28) -> Masks:
    """True in each rectangle, its border included: (batch, 1, side, side)."""
    place = torch.arange(side)
    top, left, height, width = boxes[:, :, None].unbind(1)
    rows = (place >= top) & (place < top + height)
    columns = (place >= left) & (place < left + width)
    return (rows[:, :, None] & columns[:, None])[:, None]


def outline(boxes: Boxes, side: int = 28) -> Masks:
    """True on each rectangle's border, which is one pixel wide: (batch, 1, side, side)."""
    return inside(boxes, side) & ~inside(boxes + torch.tensor([1, 1, -2, -2]), side)


def convex_regions(
    count: int,
    generator: Generator,
    *,
    rate: float = 0.195,
    least: int = 19,
    fewest: int = 0,
    side: int = 28,
) -> Masks:
    """Intersections of a random number of half-planes, with the image as a frame.

    Each half-plane is bounded by a line through a uniform point of the image in a uniform
    direction. Their number is geometric. Regions with too few pixels are drawn again.

    Args:
        count: Number of regions, at least 1.
        generator: Source of the draws.
        rate: Parameter of the geometric distribution, in (0, 1).
        least: Pixels that a region must have.
        fewest: Where the geometric distribution begins. From 0, one region in three is the whole
            image; but only from 0 do both classes of `convex` have equally many pixels, as the
            source says that they have.
        side: Height and width in pixels.

    Returns:
        True inside, (count, 1, side, side).

    Source:
        Larochelle et al. (2007), section 4.3, and the page on their data (Erhan, 2007).

    Example:
        >>> convex_regions(3, Generator().manual_seed(0)).shape
        torch.Size([3, 1, 28, 28])
    """
    check_counts(count=count, side=side)
    check_counts(0, fewest=fewest, least=least)
    check_generator(generator)
    if not 0 < rate < 1:
        raise ValueError(f"rate must lie in (0, 1), got {rate}")
    found, parts = 0, []
    while found < count:
        numbers = torch.empty(CHUNK).geometric_(rate, generator=generator) - 1 + fewest
        parts.append(_intersections(numbers, least, side, generator))
        found += len(parts[-1])
    return torch.cat(parts)[:count, None]


def nonconvex_regions(
    count: int,
    generator: Generator,
    *,
    rate: float = 0.07,
    least: int = 10,
    fewest: int = 0,
    side: int = 28,
) -> Masks:
    """Unions of two to four convex regions; one that is convex is drawn again.

    The arguments are those of `convex_regions`, for the regions of a union.

    Example:
        >>> is_convex(nonconvex_regions(3, Generator().manual_seed(0))).any()
        tensor(False)
    """
    check_counts(count=count)
    found, unions = 0, []
    while found < count:
        numbers = torch.randint(FEW, MANY + 1, (CHUNK,), generator=generator)
        regions = convex_regions(
            int(numbers.sum()), generator, rate=rate, least=least, fewest=fewest, side=side
        )
        owner = torch.arange(CHUNK).repeat_interleave(numbers)
        union = torch.zeros(CHUNK, 1, side, side, dtype=torch.uint8)
        union = union.index_add_(0, owner, regions.byte()) > 0
        unions.append(union[~is_convex(union)])
        found += len(unions[-1])
    return torch.cat(unions)[:count]


def is_convex(regions: Masks) -> Tensor:
    """Whether a region has every pixel whose centre lies in the convex hull of its centres.

    A row of the hull ends where the line through the outermost pixels of some row above and some
    row below, or of the row itself, lies farthest out; so the hull's pixels can be counted. An
    empty region is convex.

    Args:
        regions: True inside, (batch, 1, height, width).

    Returns:
        True for the convex ones, (batch,).

    Example:
        >>> bars = torch.tensor([[[[1, 0, 0], [0, 1, 0]]], [[[1, 1, 0], [1, 0, 1]]]]).bool()
        >>> is_convex(bars)
        tensor([ True, False])
    """
    return torch.cat([_is_convex(part[:, 0]) for part in regions.split(CHUNK)])


def _is_convex(regions: Masks) -> Tensor:
    far = 1e6  # a row without pixels ends no hull: lines through it lie beyond all others
    _, height, width = regions.shape
    down, across = (torch.arange(size, dtype=torch.float64) for size in (height, width))
    first = torch.where(regions, across, far).amin(dim=2)
    last = torch.where(regions, -across, far).amin(dim=2)  # from the right, with a minus
    ends = torch.stack([first, last])
    convex = torch.ones(len(regions), dtype=torch.bool)
    for row in range(height):
        above, below = down[: row + 1, None], down[row:]
        share = (row - above) / (below - above).clamp_min(1)
        lines = (1 - share) * ends[..., : row + 1, None] + share * ends[..., None, row:]
        left, right = lines.flatten(2).amin(dim=2)
        held = (1e-6 - right).floor() - (left - 1e-6).ceil() + 1
        convex &= held.clamp_min(0) == regions[:, row].sum(dim=1)
    return convex


def _intersections(numbers: Tensor, least: int, side: int, generator: Generator) -> Masks:
    """Of the regions with these numbers of half-planes, those that have enough pixels."""
    place = torch.arange(side, dtype=torch.float64) + 0.5
    regions = torch.ones(len(numbers), side, side, dtype=torch.bool)
    sizes, drawn = torch.full((len(numbers),), side**2), 0
    while len(rows := ((numbers > drawn) & (sizes >= least)).nonzero().squeeze(1)):
        uniform = torch.rand(len(rows), 3, generator=generator, dtype=torch.float64)
        angle, (down, across) = 2 * pi * uniform[:, :1], (side * uniform[:, 1:]).T[..., None]
        beyond = angle.sin() * (place - down), angle.cos() * (across - place)
        regions[rows] &= beyond[0][:, :, None] > beyond[1][:, None]
        sizes[rows] = regions[rows].sum(dim=(1, 2))
        drawn += 1
    return regions[sizes >= least]
