"""What most JPEG files do to colour before they compress it: 4:2:0 chroma subsampling."""

from torch import Tensor

from dlc_support.data.degradation import downscaled, upscaled
from dlc_support.pixels import luma
from dlc_support.shapes import Images


def chroma_subsampled(images: Images) -> Tensor:
    r"""Colour images whose chroma is kept for one pixel in four, in the units of `images`.

    JPEG stores the luma $Y$ and two differences of colour, $C_b$ and $C_r$. Under 4:2:0 these are
    averaged over blocks of 2x2 pixels in the file, and the reader interpolates them linearly. All
    three $x_c - Y$ are linear functions of $C_b$ and $C_r$, so it is the same to subsample them:

    $$x'_c = Y + U D (x_c - Y)$$

    with the block mean $D$ and the linear interpolation $U$. The luma of $x'$ is $Y$ again.
    Nothing is clipped, rounded or quantised: this is what subsampling does by itself.

    Args:
        images: Colour images, or grey ones, which stay as they are; sides are even.

    Raises:
        ValueError: If a side is odd, or the images have neither 1 nor 3 channels.

    Source:
        ITU-T T.871 (JFIF), sections 6 and 7; the interpolation is libjpeg's.

    Example:
        >>> import torch
        >>> images = torch.zeros(1, 3, 2, 2)
        >>> images[:, 0, :, 0] = 1.0  # red beside black
        >>> chroma_subsampled(images)[0, :, 0].round(decimals=2)
        tensor([[ 0.6500,  0.3500],
                [ 0.1500, -0.1500],
                [ 0.1500, -0.1500]])
    """
    grey = luma(images)
    return grey + upscaled(downscaled(images - grey, 2, "nearest"), 2, "bilinear")
