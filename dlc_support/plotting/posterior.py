"""The posterior of a clean point given its corrupted one: the blue, red and green picture."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.fields import limits_of, plane, scatter
from dlc_support.plotting.style import (
    CLEAN,
    CORRUPTED,
    EXACT,
    PAPER,
    RECONSTRUCTION,
    SECOND,
    STYLE,
    WIDTH,
    Role,
    card,
    legend_below,
)


@runtime_checkable
class Posterior(Protocol):
    """Draws of the clean point given one observation, and their mean."""

    clean: Tensor
    observation: Tensor

    @property
    def mean(self) -> Tensor:
        """Mean of the draws."""
        ...


@matplotlib.rc_context(STYLE)
def posterior_panel(
    posteriors: Mapping[str, Posterior],
    *,
    clean: Tensor | None = None,
    exact: Mapping[str, Tensor] | None = None,
    learned: Mapping[str, Tensor] | None = None,
    title: str = "",
) -> Figure:
    r"""One panel for each observation: it in blue, its clean points in red, their mean in green.

    Args:
        posteriors: Title of the panel and the posterior that it shows.
        clean: Clean points of the whole density, drawn in pale grey beneath.
        exact: The exact posterior mean of a panel, by its title.
        learned: A network's answer to the observation of a panel, by its title.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no posterior, one has no draw, or `exact` or `learned` names
            another panel.

    Source:
        Fleuret's lecture 7.3, and its colours.
    """
    exact, learned = exact or {}, learned or {}
    _check(posteriors, {"exact": exact, "learned": learned})
    clouds = [one.clean for one in posteriors.values()]
    clouds += [one.observation[None] for one in posteriors.values()]
    limits = limits_of(clouds if clean is None else [*clouds, clean])
    side = min(3.6, WIDTH / len(posteriors))
    figure = card(len(posteriors) * side, side + (0.75 if title else 0.5), title)
    grid = figure.subplots(1, len(posteriors), squeeze=False, sharex=True, sharey=True)[0]
    for axes, (name, posterior) in zip(grid, posteriors.items(), strict=True):
        plane(axes, limits, clean)
        _draws(axes, posterior)
        if name in exact:
            _mark(axes, exact[name], EXACT, "exact mean")
        if name in learned:
            _mark(axes, learned[name], SECOND, "network")
        axes.set_title(name)
    legend_below(figure, max(grid, key=lambda axes: len(axes.collections)))
    return figure


def _check(posteriors: Mapping[str, Posterior], marks: Mapping[str, Mapping[str, Tensor]]) -> None:
    if not posteriors:
        raise ValueError("there must be at least one posterior, got none")
    for name, posterior in posteriors.items():
        if len(posterior.clean) < 1:
            raise ValueError(f"{name!r} must have at least one draw, got none")
    for kind, points in marks.items():
        if unknown := set(points) - set(posteriors):
            raise ValueError(f"{kind} names panels that are not there: {sorted(unknown)}")


def _draws(axes: Axes, posterior: Posterior) -> None:
    _mark(axes, posterior.observation, CORRUPTED, "observation")
    scatter(
        axes,
        posterior.clean,
        color=CLEAN.colour,
        marker=CLEAN.marker,
        s=8,
        alpha=0.6,
        linewidths=0,
        zorder=2,
        label="clean points given it",
    )
    _mark(axes, posterior.mean, RECONSTRUCTION, "their mean")


def _mark(axes: Axes, point: Tensor, role: Role, name: str) -> None:
    """One point that must be seen: a filled marker has a rim in the colour of the card."""
    cross = role.marker == "x"
    rim = {} if cross else {"edgecolors": PAPER}
    hollow = role is EXACT
    if hollow:
        rim = {"facecolors": "none", "edgecolors": role.colour}
    scatter(
        axes,
        point.reshape(1, 2),
        marker=role.marker,
        s=85 if hollow else 60,
        linewidths=2.0 if cross else 1.2,
        zorder=4,
        label=name,
        **({} if hollow else {"color": role.colour}),
        **rim,
    )
