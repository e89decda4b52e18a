"""Maps of labelled points: a colour for each class, and its number where the class is."""

from collections.abc import Mapping
from math import ceil

import matplotlib
import torch
from jaxtyping import Int
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.style import INK, PAPER, STYLE, WIDTH, card
from dlc_support.shapes import Points

# Paul Tol's bright and muted schemes: neighbours in the list differ for colour-blind readers.
COLOURS = (
    "#332288", "#ddaa33", "#117733", "#cc3311", "#33bbee",
    "#882255", "#999933", "#ee7733", "#44aa99", "#777777",
)  # fmt: skip


@matplotlib.rc_context(STYLE)
def class_maps(
    maps: Mapping[str, Points],
    labels: Int[Tensor, " points"],
    *,
    columns: int = 2,
    title: str = "",
) -> Figure:
    """One panel for each map of the same points, every panel with a scale of its own.

    Axes have no ticks: what the coordinates of such a map mean is nothing. All classes are drawn
    in the order of the points, so that none covers the others.

    Args:
        maps: Places of the points, by the name of the map.
        labels: Class of each point, 0 to 9.
        columns: Panels in a row.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no map, labels are outside 0 to 9, or of another number of points.
    """
    if not maps:
        raise ValueError("there must be at least one map, got none")
    for name, points in maps.items():
        if len(points) != len(labels):
            raise ValueError(f"{name!r} has {len(points)} points, and labels are {len(labels)}")
    if labels.min() < 0 or labels.max() >= len(COLOURS):
        raise ValueError(f"labels must lie in 0 to 9, got {labels.unique().tolist()}")
    columns = min(columns, len(maps))
    rows = ceil(len(maps) / columns)
    side = min(3.4, WIDTH / columns)
    size = (columns * side, rows * (side + 0.2) + (0.3 if title else 0.0))
    figure = card(*size, title)
    grid = figure.subplots(rows, columns, squeeze=False).flatten()
    for axes in grid[len(maps) :]:
        axes.set_visible(False)
    worn = [COLOURS[label] for label in labels.tolist()]
    box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 0.6}
    for axes, (name, points) in zip(grid, maps.items(), strict=False):
        places = points.detach().cpu()
        axes.scatter(*places.unbind(1), s=7, c=worn, linewidth=0)
        for label in labels.unique().tolist():
            own = places[labels.cpu() == label]
            middle = own[torch.cdist(own, own).sum(dim=1).argmin()].tolist()
            centred = {"ha": "center", "va": "center"}
            axes.annotate(str(label), middle, color=INK, fontsize=9, bbox=box, **centred)
        axes.set_title(name)
        axes.set(xticks=[], yticks=[], aspect="equal", adjustable="datalim")
    return figure
