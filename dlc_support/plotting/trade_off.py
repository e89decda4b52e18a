"""Two scores of each method against each other."""

from collections.abc import Mapping

import matplotlib
from matplotlib.figure import Figure

from dlc_support.plotting.label import spread
from dlc_support.plotting.style import STYLE, card, looks


@matplotlib.rc_context(STYLE)
def trade_off(
    scores: Mapping[str, tuple[float, float]], *, x: str, y: str, title: str = ""
) -> Figure:
    """A labelled point for each method; less is better on both axes.

    Args:
        scores: Horizontal and vertical score of each method.
        x: What the horizontal axis shows, with the unit.
        y: What the vertical axis shows, with the unit.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no method.
    """
    if not scores:
        raise ValueError("there must be at least one method, got none")
    figure = card(6.0, 3.8, title)
    axes = figure.subplots()
    roles = looks(list(scores))
    for (across, up), role in zip(scores.values(), roles, strict=True):
        axes.plot(across, up, role.marker, color=role.colour, markersize=7)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.margins(x=0.18, y=0.15)
    low, high = axes.get_ylim()
    # Two lines of text need about a fifteenth of the height to stand apart.
    heights = spread([up for _, up in scores.values()], float(high - low) / 15)
    for (name, (across, _)), height, role in zip(scores.items(), heights, roles, strict=True):
        axes.annotate(
            name,
            (across, height),
            (9, 0),
            textcoords="offset points",
            va="center",
            color=role.colour,
        )
    return figure
