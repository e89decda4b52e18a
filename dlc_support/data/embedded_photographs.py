"""The photographs that every page falls back on: those inside scikit-image."""

from functools import cache

import torch
from torch import Tensor

from dlc_support.data.picture_files import Channels

# Apart by scene, none of a known person; grey ones count only where grey is asked for.
COLOUR = {
    "train": ("stereo_motorcycle", "immunohistochemistry", "hubble_deep_field", "coffee"),
    "test": ("chelsea", "rocket"),
}
GREY = {"train": ("brick", "grass", "coins"), "test": ("camera", "gravel")}


@cache
def embedded_photographs(channels: Channels, part: str) -> tuple[list[Tensor], tuple[str, ...]]:
    """The embedded photographs to train on or to test on, and their names in scikit-image.

    Args:
        channels: 1 for grey (colour ones as in `PictureFiles`), 3 for colour.
        part: `"train"` or `"test"`.

    Returns:
        uint8 tensors (C, H, W), to be treated as read-only; names.

    Raises:
        ValueError: If there is no such part.

    Example:
        >>> pictures, names = embedded_photographs(3, "test")
        >>> names, pictures[0].shape
        (('chelsea', 'rocket'), torch.Size([3, 300, 451]))
    """
    if part not in COLOUR:
        raise ValueError(f"part must be one of {sorted(COLOUR)}, got {part!r}")
    names = COLOUR[part] + (GREY[part] if channels == 1 else ())
    return [_picture(name, channels) for name in names], names


def _picture(name: str, channels: Channels) -> Tensor:
    import numpy as np
    from PIL import Image
    from skimage import data

    picture = getattr(data, name)()
    if isinstance(picture, tuple):  # the left one of a pair of views, with its disparities
        picture = picture[0]
    array = np.array(Image.fromarray(picture).convert("L" if channels == 1 else "RGB"))
    return torch.from_numpy(array.reshape(*array.shape[:2], -1)).permute(2, 0, 1).contiguous()
