"""Totals as bars of their parts, and beside them another number of the same groups."""

from collections.abc import Mapping

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.style import (
    EXACT,
    HAIRLINE,
    PAPER,
    STYLE,
    WIDTH,
    Role,
    card,
    legend_below,
    looks,
)


@matplotlib.rc_context(STYLE)
def part_bars(
    parts: Mapping[str, Mapping[str, float]],
    beside: Mapping[str, float],
    *,
    units: tuple[str, str],
    roles: Mapping[str, Role] | None = None,
    digits: int = 1,
    title: str = "",
) -> Figure:
    """A bar for each group, made of its parts; to the right a point for each group.

    Args:
        parts: Positive parts by group, from top to bottom, the same ones in each group.
        beside: One more number of each group.
        units: What the two horizontal axes show, with the unit.
        roles: Role of a part, by name, where its name does not say it.
        digits: Decimal places of the numbers in the bars.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no group, groups differ in their parts, or `beside` has others.
    """
    if len({tuple(one) for one in parts.values()}) != 1 or list(beside) != list(parts):
        raise ValueError(
            "every group must have the same parts and a number beside them, got parts "
            f"{ {name: list(one) for name, one in parts.items()} } and beside {list(beside)}"
        )
    figure = card(WIDTH, 0.9 + 0.36 * len(parts) + (0.3 if title else 0.0), title)
    bars, points = figure.subplots(1, 2, sharey=True, width_ratios=(2, 1))
    names = list(next(iter(parts.values())))
    starts = [0.0] * len(parts)
    for name, role in zip(names, looks(names, roles), strict=True):
        widths = [one[name] for one in parts.values()]
        drawn = bars.barh(range(len(parts)), widths, 0.7, starts, color=role.colour, label=name)
        labels = [
            f"{width:.{digits}f}" if width > 0.08 * _longest(parts) else "" for width in widths
        ]
        bars.bar_label(drawn, labels, label_type="center", color=PAPER, fontsize=8)
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    heights, numbers = range(len(beside)), list(beside.values())
    points.plot(numbers, heights, EXACT.marker, color=EXACT.colour, clip_on=False)
    _frame(bars, units[0])
    _frame(points, units[1])
    bars.set_yticks(range(len(parts)), labels=list(parts))
    bars.invert_yaxis()
    legend_below(figure, bars)
    return figure


def _longest(parts: Mapping[str, Mapping[str, float]]) -> float:
    return max(sum(one.values()) for one in parts.values())


def _frame(axes: Axes, unit: str) -> None:
    axes.set_xlabel(unit)
    axes.set_xlim(left=0)
    axes.margins(x=0.1)
    axes.grid(axis="x", color=HAIRLINE)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
