"""Pixels turned as the photograph is meant to be seen."""

import numpy as np


def upright(samples: np.ndarray, held: int) -> np.ndarray:
    """The samples (H, W, ...) of a photograph that was held in one of EXIF's eight ways.

    Args:
        samples: As the file stores them.
        held: 1 is upright, 3 upside down, 6 and 8 on a side; 2, 4, 5, 7 are mirrored as well.

    Source:
        The EXIF standard (CIPA DC-008), tag Orientation.

    Example:
        >>> upright(np.array([[1, 2], [3, 4]]), held=6).tolist()
        [[3, 1], [4, 2]]
    """
    turned = samples.swapaxes(0, 1) if held >= 5 else samples
    if held in (3, 4, 7, 8):
        turned = turned[::-1]
    if held in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    return np.ascontiguousarray(turned)
