"""A table of gains and losses in colour, with its numbers."""

from collections.abc import Sequence

import matplotlib
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.style import INK, PAPER, STYLE, WIDTH, card

GAINS = "RdBu"


@matplotlib.rc_context(STYLE)
def gain_table(
    gains: Float[Tensor, "rows columns"],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    axes_names: tuple[str, str] = ("", ""),
    title: str = "",
) -> Figure:
    """Numbers on a scale that is symmetric about 0: blue is a gain, red a loss.

    Args:
        gains: One number for each row and column, in the unit that the title names.
        rows: Names of the rows.
        columns: Names of the columns.
        axes_names: What columns and rows are.
        title: Title of the figure, with the unit.

    Returns:
        The figure.

    Raises:
        ValueError: If there is not one name for each row and column.
    """
    if gains.shape != (len(rows), len(columns)):
        raise ValueError(
            f"gains must have {len(rows)} rows and {len(columns)} columns, as their names, "
            f"got shape {tuple(gains.shape)}"
        )
    scale = max(gains.abs().max().item(), 1e-6)
    figure = card(WIDTH, 1.1 + 0.42 * len(rows), title)
    axes = figure.subplots()
    axes.imshow(gains.numpy(), cmap=GAINS, vmin=-scale, vmax=scale, aspect="auto")
    axes.set_xticks(range(len(columns)), labels=columns)
    axes.set_yticks(range(len(rows)), labels=rows)
    axes.set(xlabel=axes_names[0], ylabel=axes_names[1])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for row, numbers in enumerate(gains.tolist()):
        for column, number in enumerate(numbers):
            # The ends of the scale are dark: white text there, black text on the pale middle.
            ink = PAPER if abs(number) > 0.6 * scale else INK
            axes.text(column, row, f"{number:+.1f}", ha="center", va="center", color=ink)
    return figure
