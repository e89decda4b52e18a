"""Denoisers of points in the plane, as fields of arrows."""

from collections.abc import Mapping, Sequence

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.style import OTHER, STYLE, WIDTH, Role, card, looks
from dlc_support.shapes import Points

Limits = tuple[tuple[float, float], tuple[float, float]]


@matplotlib.rc_context(STYLE)
def vector_field(
    points: Points,
    estimates: Mapping[str, Tensor],
    *,
    clean: Tensor | None = None,
    roles: Mapping[str, Role] | None = None,
    title: str = "",
) -> Figure:
    r"""Arrows from each point $x$ to its estimate $\phi(x)$, one panel for each denoiser.

    The arrows are drawn to scale: each ends where the estimate is. All panels share their limits.

    Args:
        points: Where the denoisers were asked.
        estimates: Name and answers of each denoiser, in the order of the points.
        clean: Clean points, drawn in pale grey beneath.
        roles: Role of a denoiser, by name, where its name does not say it.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no denoiser, or one has another number of answers.

    Source:
        Fleuret's lecture 7.3.
    """
    if not estimates:
        raise ValueError("there must be at least one denoiser, got none")
    _check_answers(points, estimates)
    beneath = [] if clean is None else [clean]
    limits = limits_of([points, *estimates.values(), *beneath])
    columns = min(len(estimates), 3)
    lines = -(-len(estimates) // columns)
    side = min(3.6, WIDTH / columns)
    figure = card(columns * side, lines * side + (0.3 if title else 0.0), title)
    grid = figure.subplots(lines, columns, squeeze=False, sharex=True, sharey=True).flatten()
    worn = looks(list(estimates), roles)
    for axes, (name, answers), role in zip(grid, estimates.items(), worn, strict=False):
        plane(axes, limits, clean)
        arrows(axes, points, answers, role)
        axes.set_title(name)
    for axes in grid[len(estimates) :]:
        axes.set_visible(False)
    return figure


def limits_of(clouds: Sequence[Tensor]) -> Limits:
    """Limits that hold all finite points, with a small margin."""
    points = torch.cat([cloud.detach().float().cpu() for cloud in clouds])
    points = points[points.isfinite().all(dim=1)]
    low, high = points.min(dim=0).values, points.max(dim=0).values
    margin = 0.06 * (high - low).max().clamp_min(1e-3)
    ends = torch.stack([low - margin, high + margin], dim=1).tolist()
    return (ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])


def plane(axes: Axes, limits: Limits, clean: Points | None) -> None:
    """Prepares axes on which both coordinates have one scale, clean points beneath."""
    axes.set(xlim=limits[0], ylim=limits[1], aspect="equal", adjustable="box")
    if clean is not None:
        scatter(axes, clean, color=OTHER.colour, s=3, alpha=0.25, linewidths=0, zorder=1)


def scatter(axes: Axes, points: Points, **look: object) -> None:
    """Draws points as pixels, so that thousands of them stay a small picture in any format."""
    x, y = points.detach().float().cpu().unbind(1)
    axes.scatter(x.numpy(), y.numpy(), rasterized=True, **look)


def _check_answers(points: Points, estimates: Mapping[str, Tensor]) -> None:
    for name, answers in estimates.items():
        if answers.shape != points.shape:
            raise ValueError(
                f"{name!r} must have an answer for each of the points {tuple(points.shape)}, "
                f"got shape {tuple(answers.shape)}"
            )


def arrows(axes: Axes, points: Points, answers: Tensor, role: Role) -> None:
    """Draws an arrow from each point to its answer, to scale: it ends where the answer is."""
    start = points.detach().float().cpu()
    step = answers.detach().float().cpu() - start
    look = {"color": role.colour, "width": 0.004, "headwidth": 4, "zorder": 3}
    axes.quiver(*start.unbind(1), *step.unbind(1), angles="xy", scale_units="xy", scale=1, **look)
