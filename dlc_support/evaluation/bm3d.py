"""BM3D, where the reader has installed its library: the baseline of a decade."""

import importlib.util
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from dlc_support.evaluation.filters import imagewise, planewise, positive
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Images

LIBRARY = "bm3d"


def has_bm3d() -> bool:
    """Whether the library of BM3D is installed.

    Example:
        >>> isinstance(has_bm3d(), bool)
        True
    """
    return importlib.util.find_spec(LIBRARY) is not None


@dataclass(frozen=True)
class BM3D:
    """Stacks patches that look alike and shrinks their joint transform; seconds per photograph.

    Colour is denoised in luma and two differences, with the groups found in the luma. The library
    is its authors' own and is free for non-commercial use only: it is an extra, installed by
    `pip install dlc-support[bm3d]`.

    Attributes:
        sigma: Standard deviation > 0 of the noise, which it is told.

    Raises:
        ValueError: If `sigma` is not positive, or an image has neither 1 nor 3 channels.
        ImportError: When it is called without the library.

    Source:
        Dabov et al. (2007), as implemented by its authors.
    """

    sigma: float
    given: ClassVar[SideInformation] = SideInformation.NOISE_LEVEL

    def __post_init__(self) -> None:
        positive(sigma=self.sigma)

    def __call__(self, corrupted: Images) -> Images:
        """Denoises each image."""
        channels = corrupted.shape[1]
        if channels not in (1, 3):
            raise ValueError(f"corrupted must have 1 or 3 channels, got {channels}")
        if not has_bm3d():
            raise ImportError(
                "BM3D needs its authors' library, which is free for non-commercial use only: "
                "pip install dlc-support[bm3d]"
            )
        return planewise(self._grey, corrupted) if channels == 1 else self._colour(corrupted)

    def _grey(self, plane: np.ndarray) -> np.ndarray:
        import bm3d

        return bm3d.bm3d(plane, self.sigma)

    def _colour(self, corrupted: Images) -> Images:
        import bm3d

        return imagewise(lambda image: bm3d.bm3d_rgb(image, self.sigma), corrupted)
