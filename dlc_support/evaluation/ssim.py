"""Structural similarity, through scikit-image."""

from dataclasses import dataclass
from typing import Any

import torch
from numpy import ndarray

from dlc_support.evaluation.metrics import Reference, check_images
from dlc_support.shapes import Images, PerExample

ROWS = 1000  # images per call of scikit-image: bounds its buffers to some tens of MB


@dataclass(frozen=True)
class _Shape:
    """How far a window reaches from its centre, and what scikit-image is told of it."""

    radius: int
    options: dict[str, Any]


WINDOWS = {
    "gaussian": _Shape(
        5, {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    ),
    "uniform": _Shape(3, {"win_size": 7, "use_sample_covariance": True}),
}


def ssim(estimate: Images, reference: Reference, *, window: str = "gaussian") -> PerExample:
    r"""Structural similarity of each image, 1 for equal images.

    Windows are Gaussian with a standard deviation of 1.5 pixels and population covariances, as
    published; windows that reach over the border do not count, and channels are averaged. The
    values equal those of `skimage.metrics.structural_similarity` called image by image: since no
    window that counts leaves its image, many images can be stacked into one tall picture and
    filtered by a single call.

    That function's own default is another one, a square of 7x7 equal weights with sample
    covariances: `window="uniform"`. The two differ in the second decimal, so a number without
    its window cannot be compared.

    Args:
        estimate: Restored images, in [0, 1] or near it; not clipped here.
        reference: Clean images in [0, 1], same shape, at least as large as the window.
        window: `"gaussian"`, 11 pixels wide, or `"uniform"`, 7 pixels.

    Returns:
        One value per image, at most 1, on the device of `estimate`; NaN where an image holds NaN.

    Raises:
        ValueError: If the shapes differ, the reference leaves [0, 1], the estimate is far from
            it, a side is below the window's, or `window` is unknown.

    Source:
        Wang et al. (2004), section III-C.

    Example:
        >>> bright = torch.ones(1, 1, 16, 16)
        >>> ssim(bright, bright), round(ssim(0 * bright, bright).item(), 4)
        (tensor([1.]), 0.0001)
    """
    check_images(estimate, reference)
    if window not in WINDOWS:
        raise ValueError(f"window must be one of {list(WINDOWS)}, got {window!r}")
    shape = WINDOWS[window]
    side = 2 * shape.radius + 1
    if min(estimate.shape[2:]) < side:
        raise ValueError(
            f"images must have at least {side} pixels to a side, got {tuple(estimate.shape[2:])}"
        )
    pairs = zip(estimate.split(ROWS), reference.split(ROWS), strict=True)
    values = [torch.from_numpy(_stacked(a, b, shape)) for a, b in pairs]
    return torch.cat(values).to(
        estimate.device, torch.promote_types(estimate.dtype, torch.float32)
    )


def _stacked(estimate: Images, reference: Reference, shape: _Shape) -> ndarray:
    """SSIM of each image of a batch, in float64, from one tall picture."""
    from skimage.metrics import structural_similarity

    batch, channels, height, width = estimate.shape
    if not batch:
        return torch.zeros(0).numpy()
    pictures = [
        images.detach().to("cpu", torch.float64).reshape(-1, width).numpy()
        for images in (estimate, reference)
    ]
    _, local = structural_similarity(*pictures, data_range=1.0, full=True, **shape.options)
    inside = slice(shape.radius, -shape.radius)
    local = local.reshape(batch, channels, height, width)
    return local[:, :, inside, inside].mean(axis=(1, 2, 3))
