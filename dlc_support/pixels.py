"""What the numbers of a pixel stand for: bytes, and the luma of a colour."""

import torch
from torch import Tensor

from dlc_support.shapes import Images

# ITU-R BT.601: the share of red, green and blue in the luma.
WEIGHTS = (0.299, 0.587, 0.114)
BLACK, WHITE = 16, 235  # studio range, in bytes


def to_bytes(images: Images) -> Images:
    """Images in [0, 1] clipped and rounded to the 256 levels of a byte, still in [0, 1].

    Example:
        >>> (255 * to_bytes(torch.tensor([[[[-0.1, 0.5, 1.2]]]]))).tolist()
        [[[[0.0, 128.0, 255.0]]]]
    """
    # Half a step is rounded up, as MATLAB does; torch.round goes to the even neighbour.
    return (images.clamp(0.0, 1.0) * 255.0 + 0.5).floor() / 255.0


def luma(images: Images, *, studio: bool = False) -> Tensor:
    r"""The grey of colour images, (N, 1, H, W), in the units of [0, 1].

    $Y = 0.299 R + 0.587 G + 0.114 B$ over the full range. In studio range, as television and
    MATLAB's `rgb2ycbcr` have it, black is 16 and white 235 of 255: $(16 + 219 Y) / 255$. An error
    then counts 219 / 255 of what it is, so a PSNR in studio range is 1.32 dB higher.

    Args:
        images: Colour images, or grey ones, whose three colours are equal.
        studio: Studio range instead of the full one.

    Raises:
        ValueError: If the images have neither 1 nor 3 channels.

    Source:
        ITU-R BT.601.

    Example:
        >>> white = torch.ones(1, 3, 1, 1)
        >>> [round(255 * luma(white, studio=studio).item(), 3) for studio in (False, True)]
        [255.0, 235.0]
    """
    if images.shape[1] not in (1, 3):
        raise ValueError(f"images must have 1 or 3 channels, got shape {tuple(images.shape)}")
    weights = torch.tensor(WEIGHTS, dtype=images.dtype, device=images.device)
    grey = images
    if images.shape[1] == 3:
        grey = (images * weights[:, None, None]).sum(dim=1, keepdim=True)
    return (BLACK + (WHITE - BLACK) * grey) / 255.0 if studio else grey
