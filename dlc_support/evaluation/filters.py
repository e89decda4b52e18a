"""Simple baselines that are told nothing but one setting: filters, from scipy and scikit-image.

Each is called like a denoiser and returns images clipped to [0, 1]; settings are for `tune`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch

from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images, Masks


@dataclass(frozen=True)
class Identity:
    """The corrupted images as they are: the first line of every table.

    Example:
        >>> Identity()(torch.full((1, 1, 1, 1), 1.5))
        tensor([[[[1.5000]]]])
    """

    given: ClassVar[SideInformation] = SideInformation.NOTHING

    def __call__(self, corrupted: Images) -> Images:
        """The corrupted images, neither copied nor clipped."""
        return corrupted


@dataclass(frozen=True)
class GaussianFilter:
    """Smooths with a Gaussian and multiplies by a gain.

    Attributes:
        sigma: Standard deviation > 0 of the kernel, in pixels.
        gain: Factor > 0 after the filter: erased pixels are black, so that their neighbourhood
            comes out too dark by the share of pixels that is left.

    Raises:
        ValueError: If a setting is not positive.
    """

    sigma: float
    gain: float = 1.0
    given: ClassVar[SideInformation] = SideInformation.NOTHING

    def __post_init__(self) -> None:
        positive(sigma=self.sigma, gain=self.gain)

    def __call__(self, corrupted: Images) -> Images:
        """Smooths each image; its border is continued by reflection."""
        from scipy.ndimage import gaussian_filter

        smoothed = gaussian_filter(as_array(corrupted), (0, 0, self.sigma, self.sigma))
        return as_images(self.gain * smoothed, corrupted)


@dataclass(frozen=True)
class MedianFilter:
    """The median of a square window around each pixel.

    Attributes:
        size: Side of the window, an odd number of pixels.

    Raises:
        ValueError: If `size` is even or below 1.
    """

    size: int
    given: ClassVar[SideInformation] = SideInformation.NOTHING

    def __post_init__(self) -> None:
        if self.size < 1 or self.size % 2 == 0:
            raise ValueError(f"size must be an odd number of at least 1, got {self.size}")

    def __call__(self, corrupted: Images) -> Images:
        """Filters each image; its border is continued by reflection."""
        from scipy.ndimage import median_filter

        window = (1, 1, self.size, self.size)
        return as_images(median_filter(as_array(corrupted), window), corrupted)


@dataclass(frozen=True)
class TotalVariation:
    r"""Minimises $\tfrac12 \|u - \tilde x\|^2 + \text{weight} \cdot TV(u)$; some ms per image.

    Attributes:
        weight: Weight > 0 of the total variation.

    Raises:
        ValueError: If `weight` is not positive.

    Source:
        Chambolle (2004), section 3, as implemented by scikit-image.
    """

    weight: float
    given: ClassVar[SideInformation] = SideInformation.NOTHING

    def __post_init__(self) -> None:
        positive(weight=self.weight)

    def __call__(self, corrupted: Images) -> Images:
        """Denoises each channel of each image by itself."""
        from skimage.restoration import denoise_tv_chambolle

        return planewise(lambda plane: denoise_tv_chambolle(plane, self.weight), corrupted)


@dataclass(frozen=True)
class NonLocalMeans:
    """Averages pixels whose 5x5 neighbourhoods look alike; some ms per image.

    Attributes:
        sigma: Standard deviation >= 0 of the noise, which it is told.
        strength: How different averaged neighbourhoods may be, > 0, in the units of the images.
        joint: Compare neighbourhoods in all channels at once, instead of channel by channel.

    Raises:
        ValueError: If a setting is outside its domain.

    Source:
        Buades et al. (2005), section 3, as implemented by scikit-image (the fast version).
    """

    sigma: float
    strength: float
    joint: bool = False
    given: ClassVar[SideInformation] = SideInformation.NOISE_LEVEL

    def __post_init__(self) -> None:
        positive(strength=self.strength)
        if not self.sigma >= 0:
            raise ValueError(f"sigma must be >= 0, got {self.sigma}")

    def __call__(self, corrupted: Images) -> Images:
        """Denoises each image, or each channel of each image by itself."""
        from skimage.restoration import denoise_nl_means

        def restore(values: np.ndarray, channel_axis: int | None = None) -> np.ndarray:
            return denoise_nl_means(
                values,
                patch_size=5,
                patch_distance=6,
                h=self.strength,
                sigma=self.sigma,
                channel_axis=channel_axis,
            )

        if not self.joint:
            return planewise(restore, corrupted)
        return imagewise(lambda image: restore(image, -1), corrupted)


@dataclass(frozen=True)
class Wavelets:
    r"""Shrinks wavelet coefficients softly, each band by a threshold of its own (BayesShrink).

    Noise spreads over all coefficients, an image over few large ones. The threshold of a band is
    $\sigma^2 / \sigma_x$, with $\sigma_x$ the standard deviation of the clean coefficients as the
    band's own variance tells it; some ms per image.

    Attributes:
        sigma: Standard deviation > 0 of the noise; a smaller one keeps more of both.
        wavelet: Name of an orthogonal wavelet in PyWavelets, such as `"db2"` or `"sym4"`.
        joint: Transform colour to luma and two differences first; channels one by one otherwise.

    Raises:
        ValueError: If `sigma` is not positive, or there is no such wavelet.
        ImportError: When it is called without PyWavelets.

    Source:
        Chang et al. (2000), as implemented by scikit-image.
    """

    sigma: float
    wavelet: str = "sym4"
    joint: bool = False
    given: ClassVar[SideInformation] = SideInformation.NOISE_LEVEL

    def __post_init__(self) -> None:
        positive(sigma=self.sigma)

    def __call__(self, corrupted: Images) -> Images:
        """Denoises each image, or each channel of each image by itself."""
        from skimage.restoration import denoise_wavelet

        def restore(values: np.ndarray, channel_axis: int | None = None) -> np.ndarray:
            return denoise_wavelet(
                values,
                sigma=self.sigma,
                wavelet=self.wavelet,
                convert2ycbcr=channel_axis is not None,
                channel_axis=channel_axis,
                rescale_sigma=True,
            )

        if not self.joint:
            return planewise(restore, corrupted)
        return imagewise(lambda image: restore(image, -1), corrupted)


def positive(**values: float) -> None:
    """Refuses settings that are not positive, by name."""
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be > 0, got {value}")


def as_array(images: Images | Masks) -> np.ndarray:
    """Images, or a mask as 0 and 1, as a float64 array."""
    return images.detach().to("cpu", torch.float64).numpy()


def as_images(array: np.ndarray, like: Images) -> Images:
    """An array as images in [0, 1], with the device and precision of others."""
    return torch.from_numpy(array).clamp(0, 1).to(like)


def planewise(restore: Callable[[np.ndarray], np.ndarray], corrupted: Images) -> Images:
    """Applies a function of one (height, width) array to every channel of every image."""
    planes = as_array(corrupted).reshape(-1, *corrupted.shape[2:])
    restored = np.stack([restore(plane) for plane in planes]) if len(planes) else planes
    return as_images(restored.reshape(corrupted.shape), corrupted)


def imagewise(restore: Callable[[np.ndarray], np.ndarray], corrupted: Images) -> Images:
    """Applies a function of one (height, width, channels) array to every image."""
    images = as_array(corrupted).transpose(0, 2, 3, 1)
    restored = np.stack([restore(image) for image in images]) if len(images) else images
    return as_images(restored.transpose(0, 3, 1, 2).copy(), corrupted)
