"""Two scores of each method against each other."""

from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.label import spread
from dlc_support.plotting.style import HAIRLINE, MUTED, STYLE, Role, card, looks

Scores = tuple[float, float]


@matplotlib.rc_context(STYLE)
def trade_off(  # noqa: PLR0913 - two axes, and what may be drawn beside the points
    scores: Mapping[str, Scores],
    *,
    x: str,
    y: str,
    bound: str = "",
    seeds: Mapping[str, Sequence[Scores]] | None = None,
    roles: Mapping[str, Role] | None = None,
    title: str = "",
) -> Figure:
    """A labelled point for each method; less is better on both axes.

    Args:
        scores: Horizontal and vertical score of each method.
        x: What the horizontal axis shows, with the unit.
        y: What the vertical axis shows, with the unit.
        bound: Name of a method; the scores that are worse than its two are shaded, and said to be.
        seeds: Scores of the single seeds of some methods, drawn as small dots.
        roles: Role of a method, by name, where its name does not say it.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no method, or bound, seeds or roles name one that is not there.
    """
    if not scores:
        raise ValueError("there must be at least one method, got none")
    if bound and bound not in scores:
        raise ValueError(f"bound must be one of {list(scores)}, got {bound!r}")
    seeds = seeds or {}
    if unknown := set(seeds) - set(scores):
        raise ValueError(f"seeds names methods that are not there: {sorted(unknown)}")
    figure = card(6.0, 3.8, title)
    axes = figure.subplots()
    worn = dict(zip(scores, looks(list(scores), roles), strict=True))
    for name, each in seeds.items():
        colour = worn[name].colour
        axes.plot(*zip(*each, strict=True), ".", color=colour, markersize=3, alpha=0.6)
    for name, (across, up) in scores.items():
        axes.plot(across, up, worn[name].marker, color=worn[name].colour, markersize=7)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.margins(x=0.18, y=0.15)
    low, high = axes.get_ylim()
    if bound:
        _shade(axes, *scores[bound], f"worse than the {bound}\nin both respects")
    # Two lines of text need about a fifteenth of the height to stand apart.
    heights = spread([up for _, up in scores.values()], float(high - low) / 15)
    for (name, (across, _)), height in zip(scores.items(), heights, strict=True):
        axes.annotate(
            name,
            (across, height),
            (9, 0),
            textcoords="offset points",
            va="center",
            color=worn[name].colour,
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
