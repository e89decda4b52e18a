"""An error that falls with effort, and where it meets what was reached otherwise."""

from collections.abc import Mapping, Sequence
from math import exp, log

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.label import label_ends
from dlc_support.plotting.style import HAIRLINE, PAPER, STYLE, card, looks

Line = tuple[Sequence[float | int], Sequence[float | int]]


@matplotlib.rc_context(STYLE)
def catching_up(
    curves: Mapping[str, Line],
    levels: Mapping[str, float | int],
    *,
    effort: str,
    error: str,
    title: str = "",
) -> Figure:
    """Curves of error over effort, both logarithmic, and levels; where they meet is said.

    Args:
        curves: Effort and error of each curve, by name; efforts rise.
        levels: Errors that are reached otherwise, by name, as horizontal lines. Where a curve
            crosses one, on the straight line between two of its points, the effort is written.
        effort: What the horizontal axis shows, with the unit.
        error: What the vertical axis shows, with the unit.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no curve, or a number is not positive.
    """
    if not curves:
        raise ValueError("there must be at least one curve, got none")
    numbers = [
        *levels.values(),
        *(value for line in curves.values() for side in line for value in side),
    ]
    if min(numbers) <= 0:
        raise ValueError(f"efforts and errors must be > 0, got {min(numbers)}")
    figure = card(6.0, 3.6, title)
    axes = figure.subplots()
    axes.set(xscale="log", yscale="log", xlabel=effort, ylabel=error)
    axes.grid(color=HAIRLINE)
    names = [*curves, *levels]
    roles = dict(zip(names, looks(names), strict=True))
    for name, (places, values) in curves.items():
        look = roles[name]
        axes.plot(
            places,
            values,
            color=look.colour,
            linestyle=look.line,
            marker=look.marker,
            markersize=4,
            linewidth=1.6,
        )
    right = max(places[-1] for places, _ in curves.values())
    for name, level in levels.items():
        axes.axhline(level, color=roles[name].colour, linestyle=roles[name].line, linewidth=1.6)
        for number, line in enumerate(curves.values()):
            _mark(axes, crossing(line, level), level, roles[name].colour, above=number % 2 == 0)
    ends = [(float(line[0][-1]), float(line[1][-1])) for line in curves.values()]
    ends += [(float(right), float(level)) for level in levels.values()]
    label_ends(axes, names, ends, [roles[name].colour for name in names])
    return figure


def crossing(line: Line, level: float | int) -> float | None:
    """Effort at which a falling curve first reaches a level; None where it does not.

    Example:
        >>> round(crossing(([1.0, 4.0], [1.0, 0.25]), 0.5), 3)
        2.0
    """
    places, values = line
    for here in range(1, len(places)):
        if values[here - 1] >= level >= values[here]:
            fall = log(values[here] / values[here - 1])
            share = log(level / values[here - 1]) / fall if fall else 0.0
            return exp(log(places[here - 1]) + share * log(places[here] / places[here - 1]))
    return None


def _mark(
    axes: Axes, place: float | None, level: float | int, colour: str, *, above: bool
) -> None:
    """A ring where a curve meets a level, its effort above to the right or below to the left."""
    if place is None:
        return
    axes.plot(place, level, "o", color=colour, markerfacecolor=PAPER, markersize=7)
    shift, side = ((6, 6), "left") if above else ((-6, -14), "right")
    axes.annotate(
        f"{place:.0f}", (place, level), shift, textcoords="offset points", color=colour, ha=side
    )
