"""Two scores of each method against each other."""

from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.figure import Figure

from dlc_support.plotting.label import spread
from dlc_support.plotting.style import STYLE, Role, card, looks

Scores = tuple[float, float]


@matplotlib.rc_context(STYLE)
def trade_off(
    scores: Mapping[str, Scores],
    *,
    x: str,
    y: str,
    seeds: Mapping[str, Sequence[Scores]] | None = None,
    roles: Mapping[str, Role] | None = None,
    title: str = "",
) -> Figure:
    """A labelled point for each method; less is better on both axes.

    Args:
        scores: Horizontal and vertical score of each method.
        x: What the horizontal axis shows, with the unit.
        y: What the vertical axis shows, with the unit.
        seeds: Scores of the single seeds of some methods, drawn as small dots.
        roles: Role of a method, by name, where its name does not say it.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no method, or seeds or roles name one that is not there.
    """
    if not scores:
        raise ValueError("there must be at least one method, got none")
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
