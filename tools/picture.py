"""Draws the picture of README and root page: `python -m tools.picture`.

Nothing in it is learned: the arrows are the exact posterior mean, which the first chapter trains
a network to imitate.
"""

from math import pi
from pathlib import Path

import torch
from matplotlib.figure import Figure

from dlc_support.corruptions import GaussianNoise
from dlc_support.data.toys import OpenCircle
from dlc_support.evaluation import PosteriorMean
from dlc_support.plotting import EXACT, vector_field
from tools.project import ROOT

PICTURE = Path("book/_static/posterior_mean.png")
LEVELS = (0.2, 0.5, 1.0)


def picture() -> Figure:
    """Corrupted points on their way to the best estimate, at three levels of noise."""
    circle = OpenCircle(opening=pi / 2)
    clean = circle.sample(400, torch.Generator().manual_seed(0))
    some = circle.sample(160, torch.Generator().manual_seed(1))
    points = GaussianNoise(sigma=0.4)(some, torch.Generator().manual_seed(2))
    answers = {f"noise {level}": PosteriorMean(circle, sigma=level)(points) for level in LEVELS}
    return vector_field(points, answers, clean=clean, roles=dict.fromkeys(answers, EXACT))


def main() -> None:
    """Writes the picture into the book."""
    (ROOT / PICTURE).write_bytes(picture().png())
    print(f"wrote {PICTURE}")


if __name__ == "__main__":
    main()
