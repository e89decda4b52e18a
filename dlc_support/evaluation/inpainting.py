"""Simple baselines for erased pixels, which know the mask: `restore(corrupted, mask)`.

Pixels that were not masked come back as they are; the others are interpolated from them.
"""

from dataclasses import dataclass
from math import pi, sin
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.evaluation.filters import as_array, as_images, positive
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images, Masks


@dataclass(frozen=True)
class NormalizedFilter:
    r"""The Gaussian-weighted mean of the known pixels around each erased one; it knows the mask.

    $\hat x = G_\sigma * (m \tilde x) / G_\sigma * m$ with $m = 1$ where a pixel is known.

    Attributes:
        sigma: Standard deviation > 0 of the weights, in pixels.

    Raises:
        ValueError: If `sigma` is not positive.

    Source:
        Knutsson and Westin (1993), section 2.
    """

    sigma: float
    given: ClassVar[SideInformation] = SideInformation.MASK

    def __post_init__(self) -> None:
        positive(sigma=self.sigma)

    def __call__(self, corrupted: Images, mask: Masks) -> Images:
        """Fills the masked pixels; those out of reach of any known one become 0."""
        from scipy.ndimage import gaussian_filter

        known = as_array(~mask)
        # Weights reach over the whole image, so that a large hole has no core without any.
        reach = max(corrupted.shape[2:]) / self.sigma
        weighted, weights = (
            gaussian_filter(values, (0, 0, self.sigma, self.sigma), truncate=reach)
            for values in (as_array(corrupted) * known, known)
        )
        mean = np.divide(weighted, weights, out=np.zeros_like(weighted), where=weights > 0)
        return torch.where(mask, as_images(mean, corrupted), corrupted)


@dataclass(frozen=True)
class Harmonic:
    r"""The smoothest filling, $\Delta u = 0$ on the erased pixels; it knows the mask.

    Each erased pixel becomes the mean of its neighbours (three at the border), by successive
    over-relaxation on a checkerboard, all images at once.

    Attributes:
        iterations: Number of sweeps >= 1.

    Raises:
        ValueError: If `iterations` is below 1.

    Source:
        Young (1954), for the relaxation.
    """

    iterations: int = 200
    given: ClassVar[SideInformation] = SideInformation.MASK

    def __post_init__(self) -> None:
        check_counts(iterations=self.iterations)

    def __call__(self, corrupted: Images, mask: Masks) -> Images:
        """Fills the masked pixels; an image without a known pixel stays 0."""
        height, width = corrupted.shape[2:]
        rows = torch.arange(height, device=corrupted.device)[:, None]
        columns = torch.arange(width, device=corrupted.device)
        even = (rows + columns) % 2 == 0
        step = 2 / (1 + sin(pi / (max(height, width) + 1)))
        steps = [step * (mask & colour).to(corrupted) for colour in (even, ~even)]
        count = _neighbours(torch.ones_like(corrupted[:1, :1]))
        filled = corrupted.masked_fill(mask, 0.0)
        for _ in range(self.iterations):
            for weight in steps:
                filled = torch.addcmul(filled, weight, _neighbours(filled) / count - filled)
        return torch.where(mask, filled.clamp(0, 1), corrupted)


@dataclass(frozen=True)
class Biharmonic:
    r"""A filling with $\Delta^2 u = 0$ on the erased pixels; it knows the mask.

    Tens to hundreds of ms per image: for a stated subset of a test set.

    Source:
        Damelin and Hoang (2018), as implemented by scikit-image.
    """

    given: ClassVar[SideInformation] = SideInformation.MASK

    def __call__(self, corrupted: Images, mask: Masks) -> Images:
        """Fills the masked pixels of each channel; where all are masked they become 0."""
        from skimage.restoration import inpaint_biharmonic

        filled = as_array(corrupted).copy()
        holes = mask.expand_as(corrupted).cpu().numpy()
        for place in np.ndindex(filled.shape[:2]):
            if holes[place].all():
                filled[place] = 0
            elif holes[place].any():
                filled[place] = inpaint_biharmonic(filled[place], holes[place])
        return torch.where(mask, as_images(filled, corrupted), corrupted)


def _neighbours(images: Tensor) -> Tensor:
    """Sum of the up to four neighbours of each pixel."""
    total = functional.pad(images[:, :, 1:], (0, 0, 0, 1))
    total = total + functional.pad(images[:, :, :-1], (0, 0, 1, 0))
    total = total + functional.pad(images[..., 1:], (0, 1))
    return total + functional.pad(images[..., :-1], (1, 0))
