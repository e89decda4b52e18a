"""Points and arrows in the plane: what figures of denoised points are drawn from."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from torch import Tensor

from dlc_support.plotting.style import OTHER, Role
from dlc_support.shapes import Points

Limits = tuple[tuple[float, float], tuple[float, float]]


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


def arrows(axes: Axes, points: Points, answers: Tensor, role: Role) -> None:
    """Draws an arrow from each point to its answer, to scale: it ends where the answer is."""
    start = points.detach().float().cpu()
    step = answers.detach().float().cpu() - start
    look = {"color": role.colour, "width": 0.004, "headwidth": 4, "zorder": 3}
    axes.quiver(*start.unbind(1), *step.unbind(1), angles="xy", scale_units="xy", scale=1, **look)
