"""Losses and other values along a run."""

from collections.abc import Mapping, Sequence

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.label import label_ends
from dlc_support.plotting.style import HAIRLINE, STYLE, Role, card, looks

Values = Sequence[float | int] | Tensor


@matplotlib.rc_context(STYLE)
def loss_curves(
    curves: Mapping[str, Values],
    *,
    at: Mapping[str, Values] | None = None,
    axes_names: tuple[str, str] = ("epoch", "loss"),
    roles: Mapping[str, Role] | None = None,
    log: bool = False,
    title: str = "",
) -> Figure:
    """Curves over epochs, each with its name at its end.

    Args:
        curves: Name and values of each curve, such as `{"training": history.train["total"]}`.
        at: Where along the run the values of a curve belong, by name, such as
            `{"validation": history.valid_epochs}`; curves that are not named here have one value
            for each epoch, counted from 1.
        axes_names: What the horizontal and the vertical axis show, with the unit.
        roles: Role of a curve, by name, where its name does not say it.
        log: Draw the values on a logarithmic scale.
        title: Title of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no curve, one is empty or has another length than its places, or
            a value is not positive on a logarithmic scale.
    """
    lines = _checked(curves, at or {}, log)
    figure = card(5.4, 3.2, title)
    axes = figure.subplots()
    if log:
        axes.set_yscale("log")
    worn = looks(list(lines), roles)
    for (places, values), role in zip(lines.values(), worn, strict=True):
        _curve(axes, places, values, role)
    axes.set(xlabel=axes_names[0], ylabel=axes_names[1])
    axes.grid(axis="y", color=HAIRLINE)
    ends = [(places[-1], values[-1]) for places, values in lines.values()]
    label_ends(axes, list(lines), ends, [role.colour for role in worn])
    return figure


def _curve(axes: Axes, places: list[float], values: list[float], role: Role) -> None:
    axes.plot(
        places,
        values,
        color=role.colour,
        linestyle=role.line,
        marker=role.marker if len(places) <= 30 else None,
        markersize=3.5,
        linewidth=1.6,
    )


def _checked(
    curves: Mapping[str, Values], at: Mapping[str, Values], log: bool
) -> dict[str, tuple[list[float], list[float]]]:
    if not curves:
        raise ValueError("there must be at least one curve, got none")
    if unknown := set(at) - set(curves):
        raise ValueError(f"at names curves that are not there: {sorted(unknown)}")
    lines = {}
    for name, given in curves.items():
        values = torch.as_tensor(given, dtype=torch.float64).detach().cpu()
        places = torch.as_tensor(at.get(name, range(1, len(values) + 1)), dtype=torch.float64)
        if values.ndim != 1 or len(values) < 1 or len(values) != len(places):
            raise ValueError(
                f"{name!r} must have one value for each of its {len(places)} places, and at "
                f"least one, got shape {tuple(values.shape)}"
            )
        if log and (values <= 0).any():
            raise ValueError(f"{name!r} must be positive on a logarithmic scale")
        lines[name] = (places.tolist(), values.tolist())
    return lines
