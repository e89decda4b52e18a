"""Whole photographs through fully convolutional networks, at once or tile by tile."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from dlc_support.arguments import (
    EXTREME,
    check_channels_first,
    check_counts,
    check_floating,
    check_range,
)
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.progress import progress_bar
from dlc_support.shapes import Images, Rows

# Input pixels around a tile, where none is given and the receptive field is wider.
MARGIN = 128
# Input pixels that go through the network together: this bounds what small images take at once.
PIXELS = 512 * 512


@runtime_checkable
class FullyConvolutional(Protocol):
    """A network that takes images of many sizes, and says which.

    Attributes:
        stride: Input pixels; both sides of an image must be multiples of it.
        receptive_radius: Input pixels to each side that one output pixel depends on.
        scale: Output pixels per input pixel along a side; 1 for a denoiser.
    """

    stride: int
    receptive_radius: int
    scale: int


@dataclass(frozen=True)
class _Span:
    """A tile along one side, in input pixels of the padded image: core, and what is read."""

    start: int
    stop: int
    first: int
    last: int


def restore(
    model: nn.Module,
    images: Tensor,
    *,
    tile: int | None = None,
    margin: int | None = None,
    progress: bool = False,
) -> Images:
    r"""Restored images of any size, `model.scale` times as large: (N, C, s H, s W), not clipped.

    A network with pooling takes only sides that are multiples of its `stride`. Smaller and odd
    ones are continued at the right and at the bottom by reflection, again and again where the
    image is smaller than what is missing, and the result is cropped. It runs in evaluation mode
    (every module's own mode is put back), without gradients, on the model's device and in its
    precision; the result is on the device and in the precision of `images`.

    A large photograph does not fit through a network at once. With a `tile`, the image is cut into
    squares of that side; each is read with `margin` of the real pixels around it, and only its
    core is kept, so that no seam shows. Where a tile begins matters: max-pooling takes the largest
    of each block of pixels *counted from the corner of what it is given*, so a network with stride
    32 that reads the same photograph from pixel 5 on pools other blocks and answers otherwise.
    Hence tiles and margins are rounded up to multiples of the stride, and every tile begins on the
    grid of the whole. With a margin of the receptive radius the result is the untiled one up to
    rounding. Far pixels count little: the trained U-Nets of the course change by less than a level
    of 255 at a margin of 128, and by a few levels at 64.

    Args:
        model: A fully convolutional network; it says `stride`, `receptive_radius` and `scale`.
        images: Images in [0, 1], (N, C, H, W), of any size.
        tile: Side of a tile's core in input pixels, rounded up to the stride; None means the
            whole image at once.
        margin: Input pixels read around a tile, rounded up to the stride; None means the
            receptive radius, but at most 128.
        progress: Show a bar over the tiles.

    Raises:
        TypeError: If the model does not say what sizes it takes.
        ValueError: If the images are not of shape (N, C, H, W) with at least one pixel and
            floating point, lie far from [0, 1], a number is out of range, or the model's output
            is not `scale` times its input.

    Example:
        >>> model = nn.Upsample(scale_factor=2)
        >>> model.stride, model.receptive_radius, model.scale = 1, 0, 2
        >>> restore(model, torch.ones(1, 1, 3, 5), tile=2).shape
        torch.Size([1, 1, 6, 10])
    """
    _check_model(model)
    _check_images(images)
    margin = min(model.receptive_radius, MARGIN) if margin is None else margin
    _check_lengths(tile, margin)
    height, width = images.shape[2:]
    rows = _spans(height, tile, margin, model.stride)
    columns = _spans(width, tile, margin, model.stride)
    restored: Tensor | None = None
    with evaluating(model):
        for down, across, images_at in _steps(rows, columns, images, progress=progress):
            core = _core(model, images[images_at], down, across).to(images)
            if restored is None:
                size = (len(images), core.shape[1], height * model.scale, width * model.scale)
                restored = images.new_empty(size)
            top, left = down.start * model.scale, across.start * model.scale
            bottom, right = top + core.shape[2], left + core.shape[3]
            restored[images_at, :, top:bottom, left:right] = core
    return restored


def _core(model: nn.Module, images: Tensor, down: _Span, across: _Span) -> Tensor:
    """What the model makes of a tile, without its margin and without what was continued."""
    height, width = images.shape[2:]
    rows, columns = _mirrored(down, height), _mirrored(across, width)
    seen = images[:, :, rows.to(images.device)][:, :, :, columns.to(images.device)]
    output = model(seen.to(next(model.parameters(), seen)))
    scale = model.scale
    if output.shape[2:] != (scale * len(rows), scale * len(columns)):
        raise ValueError(
            f"model must give {scale} pixels per input pixel along a side, got "
            f"{tuple(output.shape[2:])} for {len(rows)}x{len(columns)}"
        )
    top, left = scale * (down.start - down.first), scale * (across.start - across.first)
    tall = scale * (min(down.stop, height) - down.start)
    wide = scale * (min(across.stop, width) - across.start)
    return output[:, :, top : top + tall, left : left + wide]


def _spans(size: int, tile: int | None, margin: int, stride: int) -> list[_Span]:
    """The tiles along a side of `size` pixels, continued to a multiple of the stride."""
    whole = _up(size, stride)
    side = whole if tile is None else _up(tile, stride)
    around = _up(margin, stride)
    return [
        _Span(
            start,
            min(start + side, whole),
            max(start - around, 0),
            min(start + side + around, whole),
        )
        for start in range(0, whole, side)
    ]


def _up(length: int, stride: int) -> int:
    return -(-length // stride) * stride


def _mirrored(span: _Span, size: int) -> Rows:
    """The rows of an image that a tile reads; beyond the last the image runs back and forth."""
    places = torch.arange(span.first, span.last)
    there_and_back = max(2 * (size - 1), 1)
    places = places % there_and_back
    return torch.minimum(places, there_and_back - places) if size > 1 else places * 0


def _steps(
    rows: list[_Span], columns: list[_Span], images: Tensor, *, progress: bool
) -> Iterator[tuple[_Span, _Span, slice]]:
    """Each tile of as many images as go through the network together."""
    read = max((r.last - r.first) * (c.last - c.first) for r, c in product(rows, columns))
    together = max(PIXELS // read, 1)
    parts = [slice(at, at + together) for at in range(0, max(len(images), 1), together)]
    steps = [(down, across, part) for part in parts for down, across in product(rows, columns)]
    return iter(progress_bar(steps, show=progress, desc="restored", unit="tile", leave=False))


def _check_model(model: nn.Module) -> None:
    if not isinstance(model, FullyConvolutional):
        raise TypeError(
            "model must be fully convolutional and say its stride, receptive_radius and scale, "
            f"got {type(model).__name__}; one for images of a fixed size is made callable by "
            "denoiser(model)"
        )


def _check_images(images: Tensor) -> None:
    check_floating(images=images)
    if images.ndim != 4 or 0 in images.shape[1:]:
        raise ValueError(
            f"images must have shape (N, C, H, W) with at least one pixel, got "
            f"{tuple(images.shape)}"
        )
    check_channels_first(images=images)
    check_range("images", images, -EXTREME, EXTREME, hint="; they are in [0, 1], or near by noise")


def _check_lengths(tile: int | None, margin: int) -> None:
    if tile is not None:
        check_counts(tile=tile)
    check_counts(0, margin=margin)
