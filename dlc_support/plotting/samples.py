"""Samples of several laws in the plane, side by side."""

from collections.abc import Mapping
from math import ceil

import matplotlib
from matplotlib.figure import Figure

from dlc_support.plotting.style import RECONSTRUCTION, STYLE, WIDTH, Role, card
from dlc_support.shapes import Points


@matplotlib.rc_context(STYLE)
def sample_panels(
    samples: Mapping[str, Points],
    *,
    columns: int = 3,
    bound: float = 1.6,
    roles: Mapping[str, Role] | None = None,
    title: str = "",
) -> Figure:
    """One panel of points for each law, all with the same axes.

    Args:
        samples: Points by the name of what drew them.
        columns: Panels in a row.
        bound: Half the side of each panel's window; what lies outside is not drawn.
        roles: Looks of some panels, such as `{"the truth": EXACT}`; others are reconstructions.
        title: Title of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: If there is nothing to draw.
    """
    if not samples:
        raise ValueError("samples must name at least one law, got none")
    columns = min(columns, len(samples))
    rows = ceil(len(samples) / columns)
    side = WIDTH / columns
    figure = card(WIDTH, rows * (side + 0.1) + (0.3 if title else 0.0), title)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).flatten()
    for axes in grid[len(samples) :]:
        axes.set_visible(False)
    for axes, (name, points) in zip(grid, samples.items(), strict=False):
        role = (roles or {}).get(name, RECONSTRUCTION)
        axes.plot(*points.detach().cpu().unbind(1), ".", color=role.colour, markersize=1.5)
        axes.set_title(name)
        axes.set(xlim=(-bound, bound), ylim=(-bound, bound), aspect="equal")
        axes.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return figure
