"""Rows and blocks of images, drawn as they are: no interpolation, no axes."""

from collections.abc import Mapping, Sequence

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.plotting.montage import colours, montage
from dlc_support.plotting.style import INK, STYLE, WIDTH, card, plain_image_axes
from dlc_support.shapes import Images

ERRORS = "RdBu_r"


@matplotlib.rc_context(STYLE)
def image_rows(
    rows: Mapping[str, Tensor],
    *,
    title: str = "",
    errors: Mapping[str, Tensor] | None = None,
) -> Figure:
    r"""One row of images for each entry, its name at the left.

    Pixels outside [0, 1] are drawn as 0 or 1; NaN, the mark of an oracle without an answer, is
    drawn in lilac.

    Args:
        rows: Name and images of each row, such as `{"Original": clean, "Restored": restored}`;
            grey or RGB, all rows of the same number of images and the same size.
        title: Title of the figure; name the split that the images come from.
        errors: Name and signed differences of further rows, drawn blue (negative) to red
            (positive) on one scale that is symmetric about 0; channels are averaged.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no row, or rows differ in number or size of their images.
    """
    errors = errors or {}
    count, height, width = _common_shape({**rows, **errors})
    side = min(1.2, (WIDTH - 1.5) / count * height / width)
    lines = len(rows) + len(errors)
    figure = card(WIDTH, lines * (side + 0.06) + (0.35 if title else 0.05), title)
    grid = list(figure.subplots(lines, 1, squeeze=False)[:, 0])
    for axes, (name, images) in zip(grid, rows.items(), strict=False):
        _show(axes, images, count, _grey())
        _name_at_the_left(axes, name)
    if errors:
        _error_rows(figure, grid[len(rows) :], errors)
    return figure


@matplotlib.rc_context(STYLE)
def image_grid(blocks: Mapping[str, Tensor], *, columns: int = 12, title: str = "") -> Figure:
    """Blocks of images one below the other, each with its name above: the lecture's layout.

    Args:
        blocks: Name and images of each block, such as `{"Original": clean, ...}`; each block
            starts a new line every `columns` images.
        columns: Images in a line.
        title: Title of the figure; name the split that the images come from.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no block, blocks differ in number or size of their images, or
            columns is below 1.

    Source:
        Fleuret's lecture 7.3: 12 columns of test digits, three lines for each block.
    """
    check_counts(columns=columns)
    count, height, width = _common_shape(blocks)
    columns = min(columns, count)
    across = min(WIDTH, 0.75 * columns + 0.1)
    block = -(-count // columns) * across / columns * height / width + 0.28
    figure = card(across, len(blocks) * block + (0.35 if title else 0.0), title)
    grid = figure.subplots(len(blocks), 1, squeeze=False)[:, 0]
    for axes, (name, images) in zip(grid, blocks.items(), strict=True):
        _show(axes, images, columns, _grey())
        axes.set_title(name)
    return figure


def _common_shape(rows: Mapping[str, Tensor]) -> tuple[int, int, int]:
    """Number, height and width of the images of every row."""
    if not rows:
        raise ValueError("there must be at least one row of images, got none")
    for name, images in rows.items():
        if images.ndim != 4 or images.shape[1] not in (1, 3) or len(images) < 1:
            raise ValueError(
                f"{name!r} must be grey or RGB images (batch, channels, height, width), "
                f"got shape {tuple(images.shape)}"
            )
    shapes = {name: (len(images), *images.shape[2:]) for name, images in rows.items()}
    if len(set(shapes.values())) > 1:
        raise ValueError(f"all rows must have images of one number and size, got {shapes}")
    return next(iter(shapes.values()))


def _grey() -> ScalarMappable:
    return ScalarMappable(Normalize(0.0, 1.0), "gray")


def _show(axes: Axes, images: Images, columns: int, mapping: ScalarMappable) -> None:
    plain_image_axes(axes)
    axes.set_anchor("W")
    axes.imshow(colours(montage(images, columns), mapping), interpolation="nearest")


def _name_at_the_left(axes: Axes, name: str) -> None:
    axes.set_ylabel(name, rotation=0, ha="right", va="center", color=INK, labelpad=6)


def _error_rows(figure: Figure, grid: Sequence[Axes], errors: Mapping[str, Tensor]) -> None:
    """Signed differences on one scale, with a bar that gives it in pixel values."""
    grey = {name: images.mean(dim=1, keepdim=True) for name, images in errors.items()}
    scale = _largest(grey)
    mapping = ScalarMappable(Normalize(-scale, scale), ERRORS)
    for axes, (name, images) in zip(grid, grey.items(), strict=True):
        _show(axes, images, len(images), mapping)
        _name_at_the_left(axes, name)
    bar = figure.colorbar(mapping, ax=list(grid), fraction=0.015, pad=0.01, aspect=8)
    bar.outline.set_visible(False)
    ticks = [-scale, 0.0, scale]
    bar.set_ticks(ticks, labels=[f"{tick:+.2g}" if tick else "0" for tick in ticks])


def _largest(errors: Mapping[str, Tensor]) -> float:
    """Largest finite absolute value, and a little for errors that are all 0."""
    values = torch.cat([images.flatten() for images in errors.values()]).abs()
    finite = values[values.isfinite()]
    return max(finite.max().item(), 1e-6) if len(finite) else 1e-6
