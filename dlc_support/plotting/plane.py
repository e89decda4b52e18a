"""Points of the plane and what a denoiser does to them: arrows over a density."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.fields import arrows
from dlc_support.plotting.style import (
    CLEAN,
    CORRUPTED,
    EXACT,
    HAIRLINE,
    RECONSTRUCTION,
    STYLE,
    WIDTH,
    Role,
    card,
)
from dlc_support.shapes import PerExample, Points

# The annotation leaves the number of points open: the check at run time speaks to people.
Others = Float[Tensor, "others 2"]
Restore = Callable[[Points], Points]
LogDensity = Callable[[Points], PerExample]
BOUND = 1.6  # half the side of the window
ARROWS = 17  # along a side
GROUND = 121  # cells of the density along a side
NATS = 7.0  # below its maximum the log density is drawn as white
GREYS = ("#f0f0f0", "#dcdcdc", "#c6c6c6", "#b0b0b0")


@matplotlib.rc_context(STYLE)
def point_pairs(
    clean: Points,
    others: Others,
    *,
    names: tuple[str, str] = ("clean", "corrupted"),
    roles: tuple[Role, Role] = (CLEAN, CORRUPTED),
    joined: bool = True,
) -> Figure:
    """Clean points in the plane and what became of each.

    Args:
        clean: Clean points.
        others: As many other points, their corrupted versions say.
        names: What the two are.
        roles: Looks of the two.
        joined: Draw a line from each clean point to the other one of the same row.

    Returns:
        The figure.

    Raises:
        ValueError: If the numbers of points differ.
    """
    if clean.shape != others.shape:
        raise ValueError(
            "clean and others must have the same shape, got "
            f"{tuple(clean.shape)} and {tuple(others.shape)}"
        )
    figure = card(4.6, 4.6)
    axes = figure.subplots()
    pairs = torch.stack([clean, others]).detach().cpu()
    if joined:
        axes.plot(*pairs.unbind(2), color=HAIRLINE, linewidth=0.7, zorder=1)
    for points, name, role in zip(pairs, names, roles, strict=True):
        look = {"color": role.colour, "marker": role.marker}
        axes.scatter(*points.unbind(1), s=10, linewidth=0.8, label=name, zorder=2, **look)
    axes.legend(loc="center", markerscale=1.8)
    _window(axes)
    return figure


def field_panel(
    axes: Axes,
    restore: Restore,
    log_density: LogDensity,
    *,
    role: Role = EXACT,
) -> None:
    r"""Arrows $\tilde x \to \phi(\tilde x)$ from a grid, over the density of corrupted points.

    The arrows are drawn to scale: each ends where the estimate is.

    Args:
        axes: Where to draw.
        restore: A denoiser.
        log_density: Logarithm of the density of the corrupted points; darker is denser.
        role: Look of the arrows.
    """
    ground = _on_grid(log_density, GROUND).reshape(GROUND, GROUND).T
    axis = torch.linspace(-BOUND, BOUND, GROUND)
    # A few flat greys: arrows stay visible, and the picture stays small.
    axes.contourf(
        axis.numpy(),
        axis.numpy(),
        (ground - ground.max()).numpy(),
        levels=[-NATS, -4.0, -2.0, -1.0, 0.0],
        colors=GREYS,
        zorder=0,
    )
    arrows(axes, _grid(ARROWS), _on_grid(restore, ARROWS), role)
    _window(axes)


@matplotlib.rc_context(STYLE)
def field_table(
    columns: Sequence[Mapping[str, Restore]],
    log_densities: Sequence[LogDensity],
    *,
    titles: Sequence[str],
    roles: Sequence[Role] = (RECONSTRUCTION, EXACT),
) -> Figure:
    """Fields of denoisers over the densities of what they see: one row for each, to compare.

    Args:
        columns: Denoisers by name for each density, learned and exact say; equal names.
        log_densities: Logarithm of the density of the corrupted points, for each column.
        titles: Titles of the columns.
        roles: Looks of the rows, in order.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no column, names differ, or a sequence has another length.
    """
    names = list(columns[0]) if columns else []
    if not names or any(list(column) != names for column in columns):
        raise ValueError(f"columns must have equal names, got {[list(c) for c in columns]}")
    side = min(3.3, WIDTH / len(columns))
    figure = card(side * len(columns), side * len(names) + 0.3)
    table = figure.subplots(len(names), len(columns), squeeze=False, sharex=True, sharey=True)
    for row, name in enumerate(names):
        table[row, 0].set_ylabel(name)
        for axes, column, log_density in zip(table[row], columns, log_densities, strict=True):
            field_panel(axes, column[name], log_density, role=roles[row % len(roles)])
    for axes, title in zip(table[0], titles, strict=True):
        axes.set_title(title)
    return figure


@matplotlib.rc_context(STYLE)
def field_row(
    denoisers: Mapping[str, Restore],
    log_density: LogDensity,
    *,
    roles: Sequence[Role] = (RECONSTRUCTION, EXACT),
) -> Figure:
    """Fields of several denoisers over the density of what they all see, side by side.

    Args:
        denoisers: Denoisers by name, learned and exact say.
        log_density: Logarithm of the density of the corrupted points.
        roles: Looks of the panels, in order.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no denoiser.
    """
    if not denoisers:
        raise ValueError("denoisers must name at least one denoiser, got none")
    side = min(3.6, WIDTH / len(denoisers))
    figure = card(side * len(denoisers), side + 0.3)
    row = figure.subplots(1, len(denoisers), squeeze=False, sharey=True)[0]
    for index, (name, restore) in enumerate(denoisers.items()):
        field_panel(row[index], restore, log_density, role=roles[index % len(roles)])
        row[index].set_title(name)
    return figure


def _grid(count: int) -> Points:
    """A square grid of points over the window, the second coordinate the faster one."""
    axis = torch.linspace(-BOUND, BOUND, count)
    return torch.cartesian_prod(axis, axis)


def _on_grid(function: Callable[[Points], Tensor], count: int) -> Tensor:
    with torch.no_grad():
        return function(_grid(count)).cpu()


def _window(axes: Axes) -> None:
    axes.set(xlim=(-BOUND, BOUND), ylim=(-BOUND, BOUND), aspect="equal")
    axes.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
