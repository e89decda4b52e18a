"""The expected loss of every answer, over the values that are to be answered for."""

from collections.abc import Mapping

import matplotlib
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from dlc_support.plotting.style import BASELINE, CLEAN, RECONSTRUCTION, STYLE, card

Answers = Float[Tensor, " answers"]
Draws = Float[Tensor, " draws"]


@matplotlib.rc_context(STYLE)
def answer_risks(
    answers: Answers, risks: Mapping[str, Tensor], draws: Draws, *, title: str = ""
) -> Figure:
    """One curve for each loss, divided by its own minimum, above a histogram of the values.

    Args:
        answers: Answers on the horizontal axis, in the units of the draws.
        risks: Expected loss of each answer, by the name of the loss; all positive.
        draws: Values that the answers are for.
        title: Title of the figure.

    Returns:
        The figure.

    Raises:
        ValueError: If there is no curve, or one has another length than the answers.
    """
    if not risks:
        raise ValueError("there must be at least one curve, got none")
    for name, values in risks.items():
        if values.shape != answers.shape:
            raise ValueError(
                f"{name!r} must have one value per answer ({len(answers)}), "
                f"got shape {tuple(values.shape)}"
            )
    figure = card(6.0, 4.0, title)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for (name, values), role in zip(risks.items(), (RECONSTRUCTION, BASELINE), strict=False):
        best = int(values.argmin())
        relative = values / values[best]
        upper.plot(answers, relative, color=role.colour, linestyle=role.line, label=name)
        upper.plot(answers[best], 1.0, role.marker, color=role.colour)
    upper.set_ylabel("loss divided by its lowest value")
    upper.set_ylim(0.9, 4.0)
    upper.legend(loc="upper center")
    lower.hist(draws.numpy(), bins=60, color=CLEAN.colour)
    lower.set_ylabel("count")
    lower.set_xlabel("answer")
    return figure
