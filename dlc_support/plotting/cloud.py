"""A cloud of points in the plane, with lines through it and ellipses over it."""

from collections.abc import Mapping

import matplotlib
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse
from torch import Tensor

from dlc_support.plotting.style import HAIRLINE, MUTED, STYLE, Role, card, legend_below, looks
from dlc_support.shapes import Points

Place = Float[Tensor, " 2"]


@matplotlib.rc_context(STYLE)
def cloud(
    points: Points,
    *,
    lines: Mapping[str, Float[Tensor, "_ 2"]] | None = None,
    ellipses: Mapping[str, tuple[Place, Float[Tensor, "2 2"]]] | None = None,
    roles: Mapping[str, Role] | None = None,
    title: str = "",
) -> Figure:
    """Points in grey, with named curves and named Gaussians over them.

    Args:
        points: The cloud.
        lines: Points along a curve, in order, by the curve's name.
        ellipses: Mean and covariance by name; the ellipse is at two standard deviations.
        roles: Role of a line or an ellipse, by name, where its name does not say it.
        title: Title of the figure.

    Returns:
        The figure; both axes have one scale.
    """
    lines, ellipses = lines or {}, ellipses or {}
    names = [*lines, *ellipses]
    worn = dict(zip(names, looks(names, roles), strict=True))
    figure = card(5.4, 4.4 + (0.3 if title else 0.0), title)
    axes = figure.subplots()
    axes.scatter(*points.detach().cpu().unbind(1), s=6, color=MUTED, alpha=0.35, linewidth=0)
    for name, places in lines.items():
        look = worn[name]
        style = {"color": look.colour, "linestyle": look.line}
        axes.plot(*places.detach().cpu().unbind(1), linewidth=2.2, label=name, **style)
    for name, (mean, covariance) in ellipses.items():
        _ellipse(axes, mean, covariance, worn[name], name)
    axes.set_aspect("equal")
    axes.grid(color=HAIRLINE)
    if names:
        legend_below(figure, axes)
    return figure


def _ellipse(axes: Axes, mean: Place, covariance: Tensor, look: Role, name: str) -> None:
    variances, directions = torch.linalg.eigh(covariance.detach().cpu().double())
    across, along = directions[:, 1].tolist()
    width, height = (4 * variances.flip(0).clamp_min(0).sqrt()).tolist()
    axes.add_patch(
        Ellipse(
            tuple(mean.tolist()),
            width,
            height,
            angle=torch.tensor(along).atan2(torch.tensor(across)).rad2deg().item(),
            fill=False,
            edgecolor=look.colour,
            linestyle=look.line,
            linewidth=2.0,
            label=name,
        )
    )
    axes.plot(*mean.tolist(), look.marker, color=look.colour, markersize=5)
