"""Two scores of each method against each other."""

from collections.abc import Mapping

import matplotlib
from matplotlib.figure import Figure

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
    worn = looks(list(scores))
    for (name, (across, up)), role in zip(scores.items(), worn, strict=True):
        axes.plot(across, up, role.marker, color=role.colour, markersize=7)
        axes.annotate(
            name, (across, up), (7, 4), textcoords="offset points", color=role.colour, fontsize=9
        )
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.margins(x=0.18, y=0.15)
    return figure
