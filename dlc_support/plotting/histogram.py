"""How often which value comes: a histogram that shows rare and large values too."""

from collections.abc import Mapping

import matplotlib
import torch
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.plotting.style import CORRUPTED, STYLE, card, looks


@matplotlib.rc_context(STYLE)
def value_histogram(
    draws: Float[Tensor, " draws"],
    *,
    unit: str,
    marks: Mapping[str, float] | None = None,
    bins: int = 60,
    title: str = "",
) -> Figure:
    """A histogram with counts on a logarithmic scale, and named values as vertical lines.

    Args:
        draws: The values.
        unit: What the horizontal axis shows, with the unit.
        marks: Values to mark by name, such as `{"mean": draws.mean().item()}`.
        bins: Number of bins of equal width from the smallest to the largest value.
        title: Title of the figure; name the data.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no draw, one is not finite, or `bins` is below 1.
    """
    values = torch.as_tensor(draws, dtype=torch.float64).detach().cpu()
    if not len(values) or not values.isfinite().all():
        raise ValueError(f"draws must be finite and at least one, got {len(values)}")
    check_counts(bins=bins)
    figure = card(6.4, 3.0, title)
    axes = figure.subplots()
    axes.hist(values.numpy(), bins=bins, color=CORRUPTED.colour, log=True)
    axes.set(xlabel=unit, ylabel="draws")
    marks = marks or {}
    for (name, place), role in zip(marks.items(), looks(list(marks)), strict=True):
        label = f"{name}: {place:.2f}"
        axes.axvline(place, color=role.colour, linestyle=role.line, linewidth=1.8, label=label)
    if marks:
        axes.legend(loc="upper right")
    return figure
