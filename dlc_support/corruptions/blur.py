"""Gaussian blur, as two small matrix products."""

from dataclasses import dataclass
from functools import lru_cache
from math import pi, sqrt
from typing import ClassVar

import torch
from torch import Generator, Tensor

from dlc_support.corruptions.corruption import check_draw, image_sides
from dlc_support.corruptions.level import Level, non_negative
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class GaussianBlur:
    r"""Blurs images with a normalised Gaussian kernel; the world beyond the border is black.

    $\tilde x = K_H\, x\, K_W^\top$ for each channel, with
    $K_{ij} = e^{-(i-j)^2 / 2\sigma^2} / \sum_{d \in \mathbb{Z}} e^{-d^2 / 2\sigma^2}$. Light that
    is blurred across the border is lost, so the process is linear and the same everywhere: what
    Wiener's and Richardson and Lucy's methods take for granted. Nothing is drawn.

    Attributes:
        sigma: Standard deviation $\sigma \ge 0$ of the kernel, in pixels; 0 leaves the image as
            it is.

    Raises:
        ValueError: If sigma is negative, infinite or NaN, or `clean` is not a batch of images.

    Source:
        Fleuret's lecture 7.3, "blurring"; the lecture does not say what lies beyond the border.

    Example:
        >>> point = torch.zeros(1, 1, 3, 3)
        >>> point[0, 0, 1, 1] = 1.0
        >>> GaussianBlur(0.5)(point, torch.Generator()).mul(1e3).round()[0, 0]
        tensor([[ 11.,  84.,  11.],
                [ 84., 619.,  84.],
                [ 11.,  84.,  11.]])
    """

    unbiased: ClassVar[bool] = False

    sigma: Level

    def __post_init__(self) -> None:
        object.__setattr__(self, "sigma", non_negative("sigma", self.sigma))

    def matrix(self, side: int) -> Tensor:
        """The matrix $K$ for one axis of `side` pixels, float64.

        The kernel itself, `radius` pixels to each side, is the middle row of
        `matrix(2 * radius + 1)`.
        """
        return _matrices(side, torch.tensor(self.sigma, dtype=torch.float64))

    @staticmethod
    def at(clean: Examples, level: float | Tensor, generator: Generator) -> Examples:
        """The blur with standard deviation `level`, a number or one per example."""
        check_draw(clean, generator)
        sides = image_sides(clean)
        # bfloat16 has 8 bits: a sum over a row in it would be off by more than its rounding.
        dtype = torch.promote_types(clean.dtype, torch.float32)
        if isinstance(level, Tensor):
            made = {side: _matrices(side, level).to(clean.device, dtype) for side in {*sides}}
            vertical, horizontal = (made[side] for side in sides)
        else:
            vertical, horizontal = (_cached(side, level, dtype, clean.device) for side in sides)
        return (vertical @ (clean.to(dtype) @ horizontal.mT)).to(clean.dtype)

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Blurs each image of a batch; `generator` is left as it is."""
        return self.at(clean, self.sigma, generator)


def _bell(offset: Tensor, sigma: Tensor) -> Tensor:
    # At the floor the bell is 1 at offset 0 and 0 elsewhere: sigma = 0 without a division by 0.
    return torch.exp(-0.5 * (offset / sigma.clamp_min(1e-3)) ** 2)


def _matrices(side: int, sigma: Tensor) -> Tensor:
    """The matrix K for one sigma, or for each sigma of shape (batch, 1, 1, 1)."""
    place = torch.arange(side, device=sigma.device)
    distance = (place[:, None] - place).abs()
    kernel = _bell(place.to(sigma), sigma) / _total(sigma)
    kernel = kernel.index_select(-1, distance.flatten())  # each distance is computed once
    return kernel.view(*sigma.shape[:-2], side, side)


def _total(sigma: Tensor) -> Tensor:
    """The sum of the bell over all whole numbers, without an end that a wide bell would pass.

    Wide bells through Poisson's formula, narrow ones term by term: either needs few terms.
    """
    terms = torch.arange(1, 7, device=sigma.device, dtype=sigma.dtype)
    narrow = _bell(terms, sigma).sum(-1, keepdim=sigma.ndim > 0)
    wide = torch.exp(-2 * (pi * sigma * terms) ** 2).sum(-1, keepdim=sigma.ndim > 0)
    return torch.where(sigma < 0.6, 1 + 2 * narrow, sqrt(2 * pi) * sigma * (1 + 2 * wide))


@lru_cache(maxsize=64)
def _cached(side: int, sigma: float, dtype: torch.dtype, device: torch.device) -> Tensor:
    # A tensor born in inference mode could never take part in a later training step.
    with torch.inference_mode(False):
        level = torch.tensor(sigma, dtype=torch.float64, device="cpu")
        return _matrices(side, level).to(device, dtype)
