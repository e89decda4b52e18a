"""How a large image becomes a small one, and the interpolations that enlarge it again.

One description covers all: each output pixel is a weighted mean of input pixels, with weights
read off a kernel that is centred on the output pixel's place in the input. The conventions that
published numbers rest on (where a pixel's centre lies, what is beyond the border, whether the
kernel is widened) are MATLAB's `imresize`; other libraries differ in one or more of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import floor

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.pixels import to_bytes
from dlc_support.shapes import Images

Resampled = Float[Tensor, "batch channels tall wide"]


def box(offset: Tensor) -> Tensor:
    """1 within half a pixel; of two pixels at the same distance it takes the right one."""
    return ((offset > -0.5) & (offset <= 0.5)).to(offset)


def triangle(offset: Tensor) -> Tensor:
    """1 at 0, falling along a line to 0 at a distance of 1."""
    return (1.0 - offset.abs()).clamp_min(0.0)


def cubic(offset: Tensor, a: float = -0.5) -> Tensor:
    r"""The kernel of cubic convolution: pieces of degree 3 that end at a distance of 2.

    With $a = -\tfrac12$ it reproduces polynomials up to degree 2; some libraries take $-0.75$.

    Args:
        offset: Where to read it, in pixels.
        a: The slope at a distance of 1.

    Source:
        Keys (1981).

    Example:
        >>> cubic(torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0])).tolist()
        [1.0, 0.5625, 0.0, -0.0625, 0.0]
    """
    far_off = offset.abs()
    near = ((a + 2.0) * far_off - (a + 3.0)) * far_off.square() + 1.0
    far = a * (((far_off - 5.0) * far_off + 8.0) * far_off - 4.0)
    return torch.where(far_off <= 1.0, near, torch.where(far_off < 2.0, far, 0.0))


def lanczos(offset: Tensor, lobes: int = 3) -> Tensor:
    r"""$\operatorname{sinc}(x) \operatorname{sinc}(x / 3)$ up to a distance of 3."""
    return torch.where(offset.abs() < lobes, torch.sinc(offset) * torch.sinc(offset / lobes), 0.0)


KERNELS: dict[str, tuple[Callable[[Tensor], Tensor], float]] = {
    "nearest": (box, 0.5),
    "bilinear": (triangle, 1.0),
    "bicubic": (cubic, 2.0),
    "lanczos": (lanczos, 3.0),
}


def upscaled(images: Images, factor: int, method: str = "bicubic") -> Resampled:
    """Images enlarged by interpolation, in the units of `images`; neither clipped nor rounded.

    Args:
        images: Images to enlarge.
        factor: Output pixels per input pixel, along each side.
        method: `"nearest"`, `"bilinear"`, `"bicubic"` or `"lanczos"` (three lobes).

    Raises:
        ValueError: If `factor` is below 1 or `method` unknown.

    Example:
        >>> upscaled(torch.tensor([[[[0.0, 1.0]]]]), 2, "bilinear").tolist()
        [[[[0.0, 0.25, 0.75, 1.0], [0.0, 0.25, 0.75, 1.0]]]]
    """
    _check(factor, method)
    height, width = images.shape[-2:]
    tall = _along(images.mT, _Axis(height, height * factor, method)).mT
    return _along(tall, _Axis(width, width * factor, method))


def downscaled(
    images: Images, factor: int, method: str = "bicubic", *, antialias: bool = True
) -> Resampled:
    """Images made smaller, in the units of `images`; neither clipped nor rounded.

    With antialiasing the kernel is widened by the factor, so that it averages over all input
    pixels that an output pixel stands for; `"nearest"` is then the mean of each block. Without,
    it reads the kernel's few pixels and skips the others: fine detail turns into false patterns.

    Args:
        images: Images whose sides are multiples of `factor` (see `cropped`).
        factor: Input pixels per output pixel, along each side.
        method: As in `upscaled`.
        antialias: Widen the kernel.

    Raises:
        ValueError: If `factor` is below 1, `method` unknown, or a side no multiple.

    Example:
        >>> stripes = torch.tensor([[[[0.0, 1.0] * 4] * 2]])
        >>> downscaled(stripes, 2, "nearest").tolist()
        [[[[0.5, 0.5, 0.5, 0.5]]]]
    """
    _check(factor, method)
    height, width = images.shape[-2:]
    if height % factor or width % factor:
        raise ValueError(
            f"images must have sides that are multiples of {factor}, got {height}x{width}; "
            "cropped(images, factor) makes them so"
        )
    wide = factor if antialias else 1
    short = _along(images.mT, _Axis(height, height // factor, method, wide)).mT
    return _along(short, _Axis(width, width // factor, method, wide))


def cropped(
    images: Shaped[Tensor, "batch channels height width"], factor: int
) -> Shaped[Tensor, "batch channels tall wide"]:
    """Images without the last rows and columns that make their sides no multiple of `factor`.

    Example:
        >>> cropped(torch.zeros(1, 3, 25, 26), 4).shape
        torch.Size([1, 3, 24, 24])
    """
    height, width = (side - side % factor for side in images.shape[-2:])
    return images[..., :height, :width]


def low_resolution(images: Images, factor: int) -> Resampled:
    """The small images that super-resolution is measured on: bicubic, antialiased, in bytes.

    Args:
        images: Images in [0, 1] whose sides are multiples of `factor`.
        factor: Input pixels per output pixel, along each side.

    Raises:
        ValueError: As `downscaled`.

    Example:
        >>> low_resolution(torch.full((1, 3, 8, 8), 0.5), 4).shape
        torch.Size([1, 3, 2, 2])
    """
    return to_bytes(downscaled(images, factor))


@dataclass(frozen=True)
class _Axis:
    """One side's resampling: how long it is, how long it becomes, and by which kernel."""

    before: int
    after: int
    method: str
    widened: int = 1


@lru_cache(maxsize=64)
def _taps(axis: _Axis) -> tuple[Tensor, Tensor]:
    """For each output pixel the input pixels that it reads, and their weights, of sum 1.

    Beyond the border the image is reflected, the border pixel itself included.
    """
    kernel, radius = KERNELS[axis.method]
    reach = radius * axis.widened
    step = axis.before / axis.after
    centres = (torch.arange(axis.after, dtype=torch.float64) + 0.5) * step - 0.5
    first = (centres - reach).ceil().long()
    places = first[:, None] + torch.arange(floor(2 * reach) + 1)
    values = kernel((places - centres[:, None]) / axis.widened)
    there = places.remainder(2 * axis.before)
    there = torch.minimum(there, 2 * axis.before - 1 - there)
    return there, values / values.sum(dim=1, keepdim=True)


def _along(images: Images, axis: _Axis) -> Resampled:
    """Resamples the last side; tap by tap, so that memory does not grow with the kernel."""
    places, values = (tensor.to(images.device) for tensor in _taps(axis))
    total = torch.zeros((), device=images.device)
    for tap, weight in zip(places.T, values.T.to(images), strict=True):
        total = total + weight * images.index_select(-1, tap)
    return total


def _check(factor: int, method: str) -> None:
    check_counts(factor=factor)
    if method not in KERNELS:
        raise ValueError(f"method must be one of {list(KERNELS)}, got {method!r}")
