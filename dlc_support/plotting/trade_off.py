"""Two scores of each method against each other."""

from collections.abc import Mapping

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.label import spread
from dlc_support.plotting.style import HAIRLINE, MUTED, STYLE, card, looks


@matplotlib.rc_context(STYLE)
def trade_off(
    scores: Mapping[str, tuple[float, float]],
    *,
    x: str,
    y: str,
    bound: str = "",
    title: str = "",
) -> Figure:
    """A labelled point for each method; less is better on both axes.

    Args:
        scores: Horizontal and vertical score of each method.
        x: What the horizontal axis shows, with the unit.
        y: What the vertical axis shows, with the unit.
        bound: Name of a method; the scores that are worse than its two are shaded, and said to be.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no method, or `bound` is none of the names.
    """
    if not scores:
        raise ValueError("there must be at least one method, got none")
    if bound and bound not in scores:
        raise ValueError(f"bound must be one of {list(scores)}, got {bound!r}")
    figure = card(6.0, 3.8, title)
    axes = figure.subplots()
    roles = looks(list(scores))
    for (across, up), role in zip(scores.values(), roles, strict=True):
        axes.plot(across, up, role.marker, color=role.colour, markersize=7)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.margins(x=0.18, y=0.15)
    low, high = axes.get_ylim()
    if bound:
        _shade(axes, *scores[bound], f"worse than the {bound}\nin both respects")
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


def _shade(axes: Axes, across: float, up: float, words: str) -> None:
    """The part of the axes to the right of a point and above it."""
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    axes.fill_between([across, right], up, top, color=HAIRLINE, alpha=0.5, linewidth=0, zorder=0)
    axes.annotate(
        words,
        (right, up),
        (-5, 5),
        textcoords="offset points",
        ha="right",
        color=MUTED,
        fontsize=8,
    )
