"""One look for every figure: roles with fixed colours, and a light card to draw on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

PAPER = "#ffffff"
INK = "#1f1f1f"
MUTED = "#5c5c5c"
HAIRLINE = "#d9d9d9"
NO_ANSWER = "#c8b7e6"  # NaN: an oracle that has no answer, never mistaken for a grey value
WIDTH = 7.2  # inches: the book's column
DPI = 150


@dataclass(frozen=True)
class Role:
    """What a thing is in the course, and how it always looks.

    No two roles share a marker or a line: a figure printed in grey can still be read.

    Attributes:
        name: The word for it.
        colour: At least 4.5:1 against the card, so that labels may be written in it.
        marker: Matplotlib's marker.
        line: Matplotlib's line style.
    """

    name: str
    colour: str
    marker: str
    line: str | tuple[int, tuple[int, ...]]


# Hues after Okabe and Ito, safe for colour-blind readers, darkened until text can wear them. The
# lecture's picture of a posterior keeps its colours: observation blue, clean red, mean green.
CLEAN = Role("clean", "#b84a00", "s", (0, (1, 1)))
CORRUPTED = Role("corrupted", "#0068a3", "x", (0, (6, 2)))
RECONSTRUCTION = Role("reconstruction", "#007a5a", "o", "-")
EXACT = Role("exact", "#1f1f1f", "D", (0, (4, 1, 1, 1)))
BASELINE = Role("baseline", "#9a4a80", "^", (0, (3, 1, 1, 1, 1, 1)))
OTHER = Role("other", "#6b6b6b", "v", (0, (2, 2)))
ROLES = (CLEAN, CORRUPTED, RECONSTRUCTION, EXACT, BASELINE, OTHER)
# Looks for further series that play no role of their own, such as a second network.
SECOND = Role("second series", "#5a50b8", "P", (0, (8, 2)))
THIRD = Role("third series", "#7d6400", "*", (0, (1, 2)))
SERIES = (RECONSTRUCTION, SECOND, THIRD, OTHER)

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": MUTED,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=[role.colour for role in SERIES]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 9.5,
    "figure.facecolor": PAPER,
    "figure.titlesize": 10.5,
    "figure.titleweight": "bold",
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": HAIRLINE,
    "grid.linewidth": 0.6,
    "image.interpolation": "nearest",
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8,
}


class PageFigure(Figure):
    """A figure that a notebook shows once, when it is the last value of a cell.

    It belongs to no window and no list of open figures, so that nothing has to be closed and
    nothing is shown twice. The card behind it is opaque: grey text that is readable on a white
    page and on a dark one does not exist.
    """

    def png(self) -> bytes:
        """The figure as a sharp PNG; line art in 256 colours, a third of the size."""
        stream = BytesIO()
        self.savefig(stream, format="png", dpi=DPI, facecolor=PAPER)
        if any(axes.images for axes in self.axes):
            return stream.getvalue()
        picture = Image.open(stream).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small = BytesIO()
        picture.save(small, format="png", optimize=True)
        return small.getvalue()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The figure as a sharp PNG, with the width that it is to have on the page."""
        width, height = (round(side * 96) for side in self.get_size_inches())
        data = {"image/png": self.png(), "text/plain": repr(self)}
        return data, {"image/png": {"width": width, "height": height}}


def card(width: float, height: float, title: str = "") -> PageFigure:
    """An empty figure of the given size in inches, its parts laid out without overlap."""
    figure = PageFigure(figsize=(width, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    if title:
        figure.suptitle(title, x=0.01, ha="left")
    return figure


def legend_below(figure: Figure, axes: Axes) -> None:
    """One legend under all panels, in as many columns as its names leave room for."""
    handles, names = axes.get_legend_handles_labels()
    column = 0.08 * max(map(len, names)) + 0.55  # inches: letters of 9 points, and the mark
    columns = max(1, min(len(names), int(figure.get_size_inches()[0] // column)))
    figure.legend(handles, names, loc="outside lower center", ncols=columns)


def plain_image_axes(axes: Axes) -> None:
    """Takes ticks and frame from axes that show images."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def looks(names: Sequence[str], roles: Mapping[str, Role] | None = None) -> list[Role]:
    """The look of each series: what is asked for, else its role's, else the next free one.

    A series whose name has the word of a role in it ("corrupted input", "best baseline") wears
    that role's colour everywhere, without being told.

    Args:
        names: Names of the series.
        roles: Roles by name, for names that do not say it.
    """
    given = dict(roles or {})
    if unknown := set(given) - set(names):
        raise ValueError(f"roles names series that are not there: {sorted(unknown)}")
    for name in names:
        said = [role for role in ROLES if role.name in name.lower()]
        if said:
            given.setdefault(name, said[0])
    free = [role for role in SERIES if role not in given.values()] or list(SERIES)
    rest = [name for name in names if name not in given]
    given |= {name: free[index % len(free)] for index, name in enumerate(rest)}
    return [given[name] for name in names]
