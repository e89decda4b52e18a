"""Draws the pictures of README and root page: `python -m tools.picture`.

The arrows are the exact posterior mean, which the first chapter trains a network to imitate. What
is shown before and after restoration is cut out of the chapters' recorded teasers: of each the
first example.
"""

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from math import pi
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from dlc_support.data.toys import OpenCircle
from dlc_support.evaluation import PosteriorMean
from dlc_support.plotting import EXACT, field_table
from tools.project import ROOT

PICTURE = Path("book/_static/posterior_mean.png")
LEVELS = (0.2, 0.5, 1.0)
RECORD = "application/papermill.record/image/png"
SIDE = 240  # pixels of a picture, which is at least twice what it has on a page
# Of each teaser: row and column of the picture before and of the one after.
PAIRS = {
    "denoising/mnist_corruptions": ((1, 0), (2, 0)),
    "restoration/noise2noise": ((0, 0), (0, 2)),
    "restoration/rendering": ((0, 0), (1, 0)),
    "restoration/mri": ((2, 0), (4, 0)),
}


def picture() -> Figure:
    """Where the best estimate of a corrupted point lies, at three levels of noise."""
    circle = OpenCircle(opening=pi / 2)
    answers = [PosteriorMean(circle, sigma=level) for level in LEVELS]
    return field_table(
        [{"best estimate": answer} for answer in answers],
        [answer.log_density for answer in answers],
        titles=[f"noise {level}" for level in LEVELS],
        roles=(EXACT,),
    )


def before_after(chapter: str) -> Image.Image:
    """A chapter's first example in its recorded teaser, corrupted above restored."""
    notebook = json.loads((ROOT / f"book/{chapter}.ipynb").read_text(encoding="utf-8"))
    (content,) = (
        output["data"][RECORD]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if output.get("metadata", {}).get("scrapbook", {}).get("name", "").endswith("-teaser")
    )
    teaser = Image.open(BytesIO(base64.b64decode(content))).convert("RGB")
    rows = tiles(teaser)
    pair = Image.new("RGB", (SIDE, 2 * SIDE))
    for place, (row, column) in enumerate(PAIRS[chapter]):
        pair.paste(rows[row][column].resize((SIDE, SIDE)), (0, place * SIDE))
    return pair


def tiles(figure: Image.Image) -> list[list[Image.Image]]:
    """The square pictures of a figure, row by row: what white lines part, without the texts."""
    ink = (np.asarray(figure) < 250).any(-1)
    rows = []
    for top, bottom in _runs(ink.any(1)):
        spans = _runs(ink[top:bottom].any(0))
        # A text is narrower than a picture, or less high.
        square = [(a, b) for a, b in spans if abs(b - a - (bottom - top)) <= 2 and b - a > 50]
        rows.append([figure.crop((a, top, b, bottom)) for a, b in square])
    return [row for row in rows if row]


def _runs(there: np.ndarray) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.pad(there.astype(int), 1)))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def main() -> None:
    """Writes the pictures into the book."""
    (ROOT / PICTURE).write_bytes(picture().png())
    for chapter in PAIRS:
        file = PICTURE.with_name(f"before-after-{Path(chapter).name}.png")
        before_after(chapter).save(ROOT / file, optimize=True)
        print(f"wrote {file}")
    print(f"wrote {PICTURE}")


if __name__ == "__main__":
    main()
