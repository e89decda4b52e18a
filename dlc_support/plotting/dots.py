"""One number for each of several names, with the number beside its point."""

from collections.abc import Mapping

import matplotlib
from matplotlib.figure import Figure

from dlc_support.plotting.style import HAIRLINE, MUTED, PAPER, RECONSTRUCTION, STYLE, card


@matplotlib.rc_context(STYLE)
def dot_plot(
    values: Mapping[str, float | int],
    *,
    unit: str,
    reference: str | None = None,
    digits: int = 2,
    title: str = "",
) -> Figure:
    """A point on one scale for each name, from top to bottom, labelled with its number.

    Args:
        values: Number by name.
        unit: What the horizontal axis shows, with the unit, such as `"PSNR (dB)"`.
        reference: Name of the value at which a vertical line stands; labels of the others give
            their distance from it as well.
        digits: Decimal places of the labels.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no value, or `reference` is none of the names.
    """
    if not values:
        raise ValueError("there must be at least one value, got none")
    if reference is not None and reference not in values:
        raise ValueError(f"reference must be one of {list(values)}, got {reference!r}")
    figure = card(6.4, 0.7 + 0.26 * len(values) + (0.3 if title else 0.0), title)
    axes = figure.subplots()
    heights = range(len(values))
    role = RECONSTRUCTION
    axes.plot(list(values.values()), heights, role.marker, color=role.colour, markersize=6)
    for height, (name, value) in zip(heights, values.items(), strict=True):
        label = f"{value:.{digits}f}"
        if reference is not None and name != reference:
            label += f"  ({value - values[reference]:+.{digits}f})"
        axes.annotate(
            label,
            (value, height),
            (8, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
        )
    axes.set_yticks(heights, labels=list(values))
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.margins(x=0.3)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(unit)
    axes.grid(axis="both", color=HAIRLINE)
    if reference is not None:
        axes.axvline(values[reference], color=MUTED, linewidth=1.0)
    return figure
