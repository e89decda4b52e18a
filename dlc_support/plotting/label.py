"""Names written where curves end, instead of a legend."""

from collections.abc import Sequence

from matplotlib.axes import Axes


def spread(places: Sequence[float], distance: float) -> list[float]:
    """Places moved apart until neighbours are `distance` from each other, order kept.

    Groups that would overlap are centred on the mean of what they stand for.

    Example:
        >>> spread([0.0, 0.1, 5.0], 1.0)
        [-0.45, 0.55, 5.0]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    groups: list[list[int]] = []
    centres: list[float] = []
    for index in order:
        groups.append([index])
        centres.append(places[index])
        while len(groups) > 1 and _overlap(groups, centres, distance):
            last, _ = groups.pop(), centres.pop()
            groups[-1] += last
            centres[-1] = sum(places[member] for member in groups[-1]) / len(groups[-1])
    moved = list(places)
    for group, centre in zip(groups, centres, strict=True):
        for rank, index in enumerate(group):
            moved[index] = centre + (rank - (len(group) - 1) / 2) * distance
    return moved


def _overlap(groups: list[list[int]], centres: list[float], distance: float) -> bool:
    room = distance * (len(groups[-1]) + len(groups[-2])) / 2
    return centres[-1] - centres[-2] < room


def label_ends(
    axes: Axes,
    names: Sequence[str],
    ends: Sequence[tuple[float, float]],
    colours: Sequence[str],
) -> None:
    """Writes each name to the right of the point where its curve ends, without overlap.

    Call it last: where names have to move depends on the final limits of the axes.
    """
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())  # autoscaling waits for this question
    to_height = axes.transData + axes.transAxes.inverted()
    heights = [float(to_height.transform(end)[1]) for end in ends]
    # A line of text in shares of the axes' height: 12 points of about 0.8 of the figure's inches.
    line = 12 / 72 / (0.8 * float(axes.figure.get_size_inches()[1]))
    for name, end, height, colour in zip(names, ends, spread(heights, line), colours, strict=True):
        axes.annotate(
            name,
            xy=end,
            xytext=(1.02, height),
            textcoords="axes fraction",
            va="center",
            color=colour,
            annotation_clip=False,
        )
