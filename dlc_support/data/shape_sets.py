"""Three data sets of two classes: tall or wide rectangles, and convex or non-convex regions."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import torch
from torch import Generator, Tensor

from dlc_support.data.digit_variants import patches_of
from dlc_support.data.drawn_shapes import (
    convex_regions,
    inside,
    nonconvex_regions,
    outline,
    rectangles,
)
from dlc_support.data.photographs import Photographs, photographs
from dlc_support.data.split import Split, Splits
from dlc_support.shapes import Images, Labels

Made = tuple[Images, Labels]


def rect(
    count: int, generator: Generator, *, sides: tuple[int, int] = (1, 28), apart: int = 3
) -> Made:
    """White outlines of rectangles on black; class 1 is taller than wide.

    Args:
        count: Number of images.
        generator: Source of the draws.
        sides: Smallest and largest height and width. The source says that they are uniform, and
            not from where to where.
        apart: Least difference of height and width.
    """
    boxes = rectangles(count, generator, sides=sides, apart=apart)
    return outline(boxes).float(), _taller(boxes)


def rect_img(count: int, generator: Generator, *, pictures: Photographs | None = None) -> Made:
    """Filled rectangles: one patch of a photograph in front of another one.

    They cover a quarter to three quarters of the image, are at least 10 pixels high and wide, and
    differ in height and width by at least 5.

    Args:
        count: Number of images.
        generator: Source of the draws.
        pictures: Where patches come from; the photographs inside scikit-image by default.
    """
    pictures = photographs(channels=1, embedded=True) if pictures is None else pictures
    boxes = rectangles(count, generator, sides=(10, 28), apart=5, area=(0.25, 0.75))
    shape = torch.Size((count, 1, 28, 28))
    front, behind = (patches_of(pictures, shape, generator) for _ in range(2))
    return torch.where(inside(boxes), front, behind), _taller(boxes)


def convex(count: int, generator: Generator, *, fewest: int = 0) -> Made:
    """White regions on black; class 1 is convex, and half of the images are.

    Args:
        count: Number of images, at least 2.
        generator: Source of the draws.
        fewest: Half-planes of a region at least; see `convex_regions`.
    """
    labels = torch.randperm(count, generator=generator) % 2
    images = torch.empty(count, 1, 28, 28)
    for label, kind in enumerate((nonconvex_regions, convex_regions)):
        here = labels == label
        images[here] = kind(int(here.sum()), generator, fewest=fewest).float()
    return images, labels


SHAPES: Mapping[str, Callable[..., Made]] = {"rect": rect, "rect-img": rect_img, "convex": convex}


@lru_cache(maxsize=2)
def shape_set(name: str, sizes: tuple[int, int, int], seed: int, **how: Any) -> Splits:  # noqa: ANN401
    """A set of shapes, made once a process: treat the tensors as read-only.

    Args:
        name: One of `SHAPES`.
        sizes: Numbers of training, validation and test images.
        seed: Names the draws.
        **how: What its function takes besides.

    Source:
        Larochelle, Erhan, Courville, Bergstra and Bengio (2007), sections 4.2 and 4.3.

    Example:
        >>> shape_set("rect", (4, 2, 3), 0).valid
        Split(inputs=(2, 1, 28, 28), labels=(2,), name='rect valid',
              source='rect, made after Larochelle et al. (2007), seed 0', range='unit')
    """
    images, labels = SHAPES[name](sum(sizes), Generator().manual_seed(seed), **how)
    source = f"{name}, made after Larochelle et al. (2007), seed {seed}"
    if name == "rect-img":
        source += f", of {(how.get('pictures') or photographs(channels=1, embedded=True)).name}"
    parts = zip(("train", "valid", "test"), images.split(sizes), labels.split(sizes), strict=True)
    return Splits(
        *(
            Split(inputs, told, name=f"{name} {part}", source=source, range="unit")
            for part, inputs, told in parts
        )
    )


def _taller(boxes: Tensor) -> Labels:
    return (boxes[:, 2] > boxes[:, 3]).long()
