"""Means with their intervals, for each condition and method."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.style import HAIRLINE, MUTED, STYLE, Role, card, legend_below, looks


@runtime_checkable
class WithEnds(Protocol):
    """A mean and the two ends of its interval."""

    mean: float
    low: float
    high: float


@matplotlib.rc_context(STYLE)
def interval_plot(
    methods: Mapping[str, Mapping[str, WithEnds]],
    *,
    unit: str,
    roles: Mapping[str, Role] | None = None,
    reference: float | None = None,
    title: str = "",
) -> Figure:
    """A point and an interval for each method under each condition, conditions from top to bottom.

    Args:
        methods: Intervals by method and, within it, by condition; a method may lack conditions.
        unit: What the horizontal axis shows, with the unit, such as `"PSNR (dB)"`.
        roles: Role of a method, by name, where its name does not say it.
        reference: Value at which a vertical line stands, such as 0 for differences.
        title: Title of the figure; say what the intervals are over.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no interval.
    """
    conditions = list(dict.fromkeys(name for rows in methods.values() for name in rows))
    if not conditions:
        raise ValueError("there must be at least one interval, got none")
    lines = len(conditions) * (len(methods) + 1)
    figure = card(6.4, 0.9 + 0.16 * lines + (0.3 if title else 0.0), title)
    axes = figure.subplots()
    worn = looks(list(methods), roles)
    for index, (method, rows) in enumerate(methods.items()):
        shift = (index - (len(methods) - 1) / 2) / (len(methods) + 1)
        heights = [conditions.index(name) + shift for name in rows]
        _points(axes, list(rows.values()), heights, worn[index], method)
    _frame(axes, conditions, unit, reference)
    legend_below(figure, axes)
    return figure


def _points(
    axes: Axes, intervals: Sequence[WithEnds], heights: Sequence[float], role: Role, name: str
) -> None:
    means = [interval.mean for interval in intervals]
    below = [interval.mean - interval.low for interval in intervals]
    above = [interval.high - interval.mean for interval in intervals]
    axes.errorbar(
        means,
        heights,
        xerr=[below, above],
        fmt=role.marker,
        color=role.colour,
        markersize=5,
        elinewidth=1.6,
        capsize=2.5,
        label=name,
    )


def _frame(axes: Axes, conditions: list[str], unit: str, reference: float | None) -> None:
    axes.set_yticks(range(len(conditions)), labels=conditions)
    axes.set_ylim(len(conditions) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(unit)
    axes.grid(axis="x", color=HAIRLINE)
    for edge in range(1, len(conditions)):
        axes.axhline(edge - 0.5, color=HAIRLINE, linewidth=0.6)
    if reference is not None:
        axes.axvline(reference, color=MUTED, linewidth=1.0)
