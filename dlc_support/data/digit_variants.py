"""Digits made harder: turned, and put in front of a background of noise or of photographs."""

from dataclasses import replace
from math import pi
from zlib import crc32

import torch
from torch import Generator, Tensor
from torch.nn import functional

from dlc_support.arguments import check_seed
from dlc_support.data.photographs import Photographs, photographs
from dlc_support.data.split import Split
from dlc_support.shapes import Images

BACKGROUNDS = ("noise", "photographs")
COMPOSITING = ("alpha", "max", "fill")
INTERPOLATIONS = ("bilinear", "spline")
CHUNK = 5000  # images turned at a time
LEAST_CONTRAST = 0.04  # standard deviation below which a patch of a photograph is drawn again


def varied(  # noqa: PLR0913 - one for each way in which a digit is made harder
    split: Split,
    *,
    rotated: bool = False,
    background: str | None = None,
    compositing: str = "alpha",
    interpolation: str = "bilinear",
    pictures: Photographs | None = None,
    seed: int = 0,
) -> Split:
    r"""The same digits turned by any angle, or in front of a background, or both.

    First each digit is turned by an angle from $\mathcal U(0, 2\pi)$, with zeros outside the
    image; then the background $b$ is added: uniform noise in [0, 1] of each pixel apart, or a
    patch of a photograph. The digit $x$ is composited with it in one of three ways:

    - `"alpha"`: $x + (1 - x) b$, the grey level as opacity;
    - `"max"`: $\max(x, b)$;
    - `"fill"`: $b$ where $x$ is exactly 0, else $x$: grey rims stay dark.

    The result is rounded to multiples of 1/255, as a file of grey levels would hold it. Draws
    come from the seed and from the split's name, so that the parts of a data set differ.

    Args:
        split: Images (N, 1, H, W) in [0, 1].
        rotated: Turn each by an angle of its own.
        background: What is put behind the digits; None for black.
        compositing: How.
        interpolation: Of the rotation. `"spline"` is cubic: it overshoots, so that after clipping
            a halo of near-zero pixels is around each stroke, which `"fill"` then leaves dark.
        pictures: Where patches come from; the photographs inside scikit-image by default.
        seed: Names the draws.

    Returns:
        The same rows and labels, with a name that says what was done.

    Raises:
        ValueError: If the split holds no grey images in [0, 1], or an argument is unknown.

    Source:
        Larochelle, Erhan, Courville, Bergstra and Bengio (2007), section 4.1, for rot, bg-rand
        and bg-img; `"fill"` and `"spline"` are Jow's scripts (2018).

    Example:
        >>> from dlc_support.data import mnist
        >>> varied(mnist(embedded=True).test, rotated=True, background="noise").name
        'embedded digits test, rotated, on noise (alpha)'
    """
    _check(split, background, compositing, interpolation)
    check_seed(seed)
    generator = Generator().manual_seed(crc32(f"{seed} {split.name}".encode()))
    images, name = split.inputs, split.name
    if rotated:
        angles = 2 * pi * torch.rand(len(images), generator=generator)
        images = turned(images, angles, interpolation)
        name += ", rotated" + (" (spline)" if interpolation == "spline" else "")
    if background is not None:
        if background == "noise":
            behind = torch.rand(images.shape, generator=generator)
            name += f", on noise ({compositing})"
        else:
            pictures = photographs(channels=1, embedded=True) if pictures is None else pictures
            behind = patches_of(pictures, images.shape, generator)
            name += f", on patches of {pictures.name} ({compositing})"
        images = composited(images, behind, compositing)
    return replace(split, inputs=images.mul(255).round().div(255), name=name)


def turned(images: Images, angles: Tensor, interpolation: str = "bilinear") -> Images:
    """Each image turned by its own angle about its middle, with zeros outside.

    Args:
        images: (N, C, H, W) in [0, 1].
        angles: (N,), in radians, counter-clockwise as one sees it.
        interpolation: `"bilinear"`, or `"spline"`, which is cubic and clipped to [0, 1].
    """
    if interpolation == "spline":
        return _turned_by_spline(images, angles)
    cosine, sine, zero = torch.cos(angles), torch.sin(angles), torch.zeros_like(angles)
    maps = torch.stack([cosine, -sine, zero, sine, cosine, zero], dim=1).unflatten(1, (2, 3))
    done = []
    for part, map_ in zip(images.split(CHUNK), maps.split(CHUNK), strict=True):
        grid = functional.affine_grid(map_, part.shape, align_corners=False)
        done.append(functional.grid_sample(part, grid, align_corners=False))
    return torch.cat(done)


def _turned_by_spline(images: Images, angles: Tensor) -> Images:
    import numpy as np
    from scipy.ndimage import rotate

    def one(image: Tensor, angle: float) -> Tensor:
        made = rotate(image.numpy(), np.degrees(angle), axes=(2, 1), reshape=False, order=3)
        return torch.from_numpy(made)

    pairs = zip(images, angles.tolist(), strict=True)
    return torch.stack([one(image, angle) for image, angle in pairs]).clamp_(0, 1)


def composited(images: Images, behind: Images, how: str) -> Images:
    """Digits in front of a background of the same shape; see `varied`."""
    if how == "alpha":
        return images + (1 - images) * behind
    return torch.maximum(images, behind) if how == "max" else behind.where(images == 0, images)


def patches_of(pictures: Photographs, shape: torch.Size, generator: Generator) -> Images:
    """Patches of photographs with some contrast, one for each image of `shape` (N, 1, H, W).

    A patch is a place drawn uniformly in a picture drawn uniformly; it is drawn again while the
    standard deviation of its grey levels is below 0.04 (a piece of sky has nothing to learn from).

    Raises:
        ValueError: If a photograph is smaller than a patch, or none has such a patch.
    """
    count, _, height, width = shape
    whole = [picture[0, 0] for picture in pictures]
    if any(len(one) < height or one.shape[1] < width for one in whole):
        raise ValueError(f"pictures must be at least {height}x{width}, got {pictures.sides}")
    made, left = torch.empty(shape), torch.arange(count)
    for _ in range(100):
        which = torch.randint(len(whole), (len(left),), generator=generator).tolist()
        places = torch.rand(len(left), 2, generator=generator).tolist()
        for row, number, (down, right) in zip(left.tolist(), which, places, strict=True):
            picture = whole[number]
            top = int(down * (len(picture) - height + 1))
            side = int(right * (picture.shape[1] - width + 1))
            made[row, 0] = picture[top : top + height, side : side + width]
        left = left[made[left].flatten(1).std(dim=1) < LEAST_CONTRAST]
        if not len(left):
            return made
    raise ValueError(f"pictures must have patches with some contrast, got {pictures.name}")


def _check(split: Split, background: object, compositing: object, interpolation: object) -> None:
    if split.range != "unit" or split.inputs.ndim != 4 or split.inputs.shape[1] != 1:
        raise ValueError(f"split must hold grey images (N, 1, H, W) in [0, 1], got {split!r}")
    for name, value, allowed in (
        ("background", background, (None, *BACKGROUNDS)),
        ("compositing", compositing, COMPOSITING),
        ("interpolation", interpolation, INTERPOLATIONS),
    ):
        if value not in allowed:
            raise ValueError(f"{name} must be one of {allowed}, got {value!r}")
