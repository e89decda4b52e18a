"""The data sets that deep networks were first compared on, made again from a seed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Generator

from dlc_support.arguments import check_counts, check_seed
from dlc_support.data.digit_variants import varied
from dlc_support.data.mnist import mnist
from dlc_support.data.shape_sets import shape_set
from dlc_support.data.split import Splits

SIZES = (10_000, 2_000, 50_000)
SHAPES = {"rect": (1_000, 200, 50_000), "rect-img": SIZES, "convex": (6_000, 2_000, 50_000)}
DIGITS: Mapping[str, Mapping[str, Any]] = {
    "basic": {},
    "rot": {"rotated": True},
    "bg-rand": {"background": "noise"},
    "bg-img": {"background": "photographs"},
    "bg-img-rot": {"rotated": True, "background": "photographs"},
}


def larochelle(
    name: str,
    *,
    seed: int = 0,
    sizes: tuple[int, int, int] | None = None,
    **how: Any,  # noqa: ANN401 - of the set
) -> Splits:
    """One of the sets of Larochelle et al., made from a seed.

    There are 10,000 images to learn from (6,000 in convex, 1,000 in rect), 2,000 to choose by (200
    in rect) and 50,000 to report on. The digits come from the pool of all 70,000 of MNIST, in an
    order that the seed draws. Where only the embedded digits can be had, the parts shrink in
    proportion.

    Args:
        name: `"basic"` (digits as they are), `"rot"`, `"bg-rand"` (noise behind), `"bg-img"`
            (photographs behind), `"bg-img-rot"`; `"rect"` (tall or wide outlines), `"rect-img"`
            (patches of photographs), `"convex"` (or not).
        seed: Names order, angles, backgrounds and shapes.
        sizes: Numbers of training, validation and test images; None for those above.
        **how: `compositing`, `interpolation` and `pictures`, as in `varied`; for shapes what
            `shape_sets.rect`, `rect_img` and `convex` take.

    Raises:
        ValueError: If there is no such set, or there are too few digits.

    Source:
        Larochelle, Erhan, Courville, Bergstra and Bengio (2007), section 4. Their files are not
        used: what is made here follows their description.

    Example:
        >>> larochelle("rect", sizes=(4, 2, 2)).train.labels
        tensor([0, 1, 0, 1])
    """
    if name not in {*DIGITS, *SHAPES}:
        raise ValueError(f"name must be one of {sorted({*DIGITS, *SHAPES})}, got {name!r}")
    check_seed(seed)
    if sizes is not None:
        check_counts(**{f"sizes[{place}]": size for place, size in enumerate(sizes)})
    if name in SHAPES:
        return shape_set(name, sizes or SHAPES[name], seed, **how)
    pool = mnist().pool()
    share = min(1.0, len(pool) / sum(SIZES))
    sizes = sizes or tuple(int(share * size) for size in SIZES)
    if sum(sizes) > len(pool):
        raise ValueError(f"sizes must add up to at most {len(pool)} digits, got {sizes}")
    order = torch.randperm(len(pool), generator=Generator().manual_seed(seed))
    made, start = [], 0
    for part, size in zip(("train", "valid", "test"), sizes, strict=True):
        rows = order[start : (start := start + size)]
        digits = pool.select(rows)
        called = f"{pool.name.partition(' train')[0]} {name} {part}"
        made.append(varied(replace(digits, name=called), seed=seed, **DIGITS[name], **how))
    return Splits(*made)
