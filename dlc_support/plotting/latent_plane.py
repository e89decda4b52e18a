"""Codes of two components as a map: each example's class written where its code is."""

import matplotlib
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.class_maps import COLOURS
from dlc_support.plotting.style import HAIRLINE, STYLE, card
from dlc_support.shapes import Points


@matplotlib.rc_context(STYLE)
def latent_plane(codes: Points, labels: Tensor, *, title: str = "") -> Figure:
    """Digits drawn where their codes are: readable without the colours, too.

    Args:
        codes: Two components for each example.
        labels: Class of each example, 0 to 9.
        title: Title of the figure; name the data.

    Returns:
        The figure; both axes have one scale.

    Raises:
        ValueError: If the numbers of codes and labels differ, or a label is no digit.
    """
    if len(codes) != len(labels):
        raise ValueError(
            f"there must be one label for each code, got {len(labels)} for {len(codes)}"
        )
    classes = labels.unique().tolist()
    if not set(classes) <= set(range(10)):
        raise ValueError(f"labels must be digits, got {classes}")
    figure = card(5.6, 5.2 + (0.3 if title else 0.0), title)
    axes = figure.subplots()
    for digit in classes:
        x, y = codes[labels == digit].detach().float().cpu().unbind(1)
        axes.scatter(
            x.numpy(), y.numpy(), s=16, marker=f"${digit}$", color=COLOURS[digit],
            linewidths=0.2, rasterized=True,
        )  # fmt: skip
    axes.set(xlabel="first latent", ylabel="second latent", aspect="equal")
    axes.grid(color=HAIRLINE)
    return figure
