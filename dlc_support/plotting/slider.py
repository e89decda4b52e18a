"""A slider where somebody can move it, and pictures side by side where nobody can."""

import sys
from collections.abc import Callable, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dlc_support.plotting.style import STYLE, WIDTH, card

COLUMNS = 3  # pictures side by side
Panel = Callable[[Axes, float], None]


def slider(
    panel: Panel, values: Sequence[float], *, label: str, live: bool | None = None
) -> "Figure | object":
    """One picture for each value: behind a slider in a notebook, side by side in the book.

    A page that is recorded or tested has nobody before it, and the built book has no kernel: there
    the pictures stand side by side, and no widget is stored.

    Args:
        panel: Draws the picture of a value into axes; the title is set here.
        values: Positions of the slider, and the pictures of the static form.
        label: Name of the value.
        live: Show a slider; None finds out whether there is anybody to move it.

    Raises:
        ValueError: If there is no value.
    """
    if not values:
        raise ValueError("values must hold at least one position of the slider")
    live = is_attended() if live is None else live
    return _widget(panel, values, label) if live else _pictures(panel, values, label)


def is_attended() -> bool:
    """True when a person is at the front end, as in JupyterLab, VS Code or Colab.

    A front end that can ask its user for input says so with each cell that it sends; programs
    that execute notebooks say that they cannot.
    """
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return False
    return "google.colab" in sys.modules or bool(getattr(kernel, "_allow_stdin", False))


@matplotlib.rc_context(STYLE)
def _pictures(panel: Panel, values: Sequence[float], label: str) -> Figure:
    columns = min(len(values), COLUMNS)
    rows = -(-len(values) // columns)
    side = WIDTH / columns
    figure = card(WIDTH, rows * (side + 0.2))
    table = figure.subplots(rows, columns, squeeze=False).flatten()
    for axes, value in zip(table, values, strict=False):
        panel(axes, value)
        axes.set_title(_title(label, value))
    for axes in table[len(values) :]:
        axes.set_visible(False)
    return figure


@matplotlib.rc_context(STYLE)
def _single(panel: Panel, value: float, label: str) -> Figure:
    figure = card(5.0, 5.2)
    axes = figure.subplots()
    panel(axes, value)
    axes.set_title(_title(label, value))
    return figure


def _widget(panel: Panel, values: Sequence[float], label: str) -> object:
    from IPython.display import display
    from ipywidgets import SelectionSlider, interactive

    # Positions without continuous updates: each picture takes a moment to draw.
    position = SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        description=label,
        continuous_update=False,
    )
    return interactive(lambda value: display(_single(panel, value, label)), value=position)


def _title(label: str, value: float) -> str:
    return f"{label} = {value:g}"
