"""Simple baselines for blurred images: they are given the kernel and what lies over the border."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

import torch
from torch import Tensor

from dlc_support.arguments import check_counts
from dlc_support.evaluation.filters import positive
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images


@runtime_checkable
class SeparableBlur(Protocol):
    r"""A blur $\tilde x = K_H\, x\, K_W^\top$ that gives its matrix for one axis."""

    def matrix(self, side: int) -> Tensor:
        """The matrix of an axis of `side` pixels."""
        ...


@dataclass(frozen=True)
class Wiener:
    r"""The linear estimate for white images in white noise; given the kernel.

    $\hat x = (K^\top K + \lambda I)^{-1} K^\top \tilde x$ with $K = K_H \otimes K_W$, by the
    singular values of the two small matrices: exact at the border, all images at once. The result
    is clipped to [0, 1].

    A blur without noise is nearly invertible: what limits the estimate is the rounding of the
    corrupted images, and the best $\lambda$ is small.

    Attributes:
        blur: What blurred the images.
        balance: $\lambda$ > 0, the variance of the noise over that of the images.

    Raises:
        ValueError: If `balance` is not positive.

    Source:
        Gonzalez and Woods (2018), section 5.8, with a constant ratio of the spectra.
    """

    blur: SeparableBlur
    balance: float
    given: ClassVar[SideInformation] = SideInformation.KERNEL

    def __post_init__(self) -> None:
        positive(balance=self.balance)

    def __call__(self, corrupted: Images) -> Images:
        """Deblurs each image."""
        height, width = _matrices(self.blur, corrupted)
        u, s, vt = torch.linalg.svd(height)
        p, t, qt = torch.linalg.svd(width)
        gains = torch.outer(s, t)
        coefficients = u.T @ corrupted.double() @ p
        coefficients = coefficients * (gains / (gains.square() + self.balance))
        return (vt.T @ coefficients @ qt).clamp(0, 1).to(corrupted)


@dataclass(frozen=True)
class RichardsonLucy:
    r"""Iterates towards the likeliest non-negative image; given the kernel.

    $u \leftarrow u \cdot K^\top (\tilde x / K u) / K^\top 1$ from a constant image: light that
    was lost over the border is accounted for. The result is clipped to [0, 1].

    Attributes:
        blur: What blurred the images.
        iterations: Number of steps >= 1; stopping early is the regularisation.

    Raises:
        ValueError: If `iterations` is below 1.

    Source:
        Richardson (1972), equation 14; Lucy (1974), equation 15.
    """

    blur: SeparableBlur
    iterations: int
    given: ClassVar[SideInformation] = SideInformation.KERNEL

    def __post_init__(self) -> None:
        check_counts(iterations=self.iterations)

    def __call__(self, corrupted: Images) -> Images:
        """Deblurs each image; negative pixels of it count as black."""
        height, width = _matrices(self.blur, corrupted)
        seen = corrupted.double().clamp_min(0)
        backwards = _separable(height.T, width.T)
        forwards = _separable(height, width)
        light = backwards(torch.ones_like(seen[:1]))
        image = torch.full_like(seen, 0.5)
        for _ in range(self.iterations):
            image = image * backwards(seen / forwards(image).clamp_min(1e-12)) / light
        return image.clamp(0, 1).to(corrupted)


def _matrices(blur: SeparableBlur, images: Images) -> tuple[Tensor, Tensor]:
    height, width = (blur.matrix(side).double().to(images.device) for side in images.shape[2:])
    return height, width


def _separable(height: Tensor, width: Tensor) -> Callable[[Tensor], Tensor]:
    return lambda images: height @ images @ width.T
