"""Images large enough to compare pixel by pixel, each with its name above."""

from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.montage import colours, montage
from dlc_support.plotting.style import STYLE, WIDTH, card, plain_image_axes

NAME = 0.19  # inches for a line of a panel's name


@matplotlib.rc_context(STYLE)
def image_panels(
    rows: Sequence[Mapping[str, Tensor]],
    *,
    span: tuple[float | int, float | int] = (0.0, 1.0),
    title: str = "",
) -> Figure:
    """Rows of images side by side, all panels equally wide: a small image shows its large pixels.

    Args:
        rows: For each row its images by name, such as `[{"small": low, "enlarged": high}]`; each
            (1, C, H, W), grey or RGB, the images of a row alike in shape though not in size. A
            name may have several lines, to tell a number too.
        span: Grey values that are drawn black and white.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no row, rows differ in length, or something is not one image.
    """
    columns = _columns(rows)
    side = WIDTH / columns
    ratios = [_ratio(row) for row in rows]
    lines = [max(name.count("\n") for name in row) + 1 for row in rows]
    heights = [side * ratio + NAME * count for ratio, count in zip(ratios, lines, strict=True)]
    figure = card(WIDTH, sum(heights) + 0.1 + (0.3 if title else 0.0), title)
    grid = figure.subplots(len(rows), columns, squeeze=False, height_ratios=heights)
    mapping = ScalarMappable(Normalize(*span), "gray")
    for row, places in zip(rows, grid, strict=True):
        for (name, image), axes in zip(row.items(), places, strict=True):
            plain_image_axes(axes)
            axes.imshow(colours(montage(image, 1), mapping), interpolation="nearest")
            axes.set_title(name, fontsize=8.5)
    return figure


def _columns(rows: Sequence[Mapping[str, Tensor]]) -> int:
    lengths = {len(row) for row in rows}
    if len(lengths) != 1 or not lengths - {0}:
        raise ValueError(f"rows must have equally many images, at least one, got {lengths or 0}")
    for row in rows:
        for name, image in row.items():
            if image.ndim != 4 or len(image) != 1 or image.shape[1] not in (1, 3):
                raise ValueError(
                    f"{name!r} must be one image, grey or RGB, (1, C, H, W), "
                    f"got shape {tuple(image.shape)}"
                )
    return lengths.pop()


def _ratio(row: Mapping[str, Tensor]) -> float:
    """Height over width of the tallest panel."""
    return max(image.shape[2] / image.shape[3] for image in row.values())
