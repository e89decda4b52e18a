"""How often a transposed convolution writes to each pixel, and the grid that this can draw."""

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.shapes import Images

Counts = Int[Tensor, "height width"]


def overlap_counts(*layers: tuple[int, int], side: int = 8) -> Counts:
    r"""Number of ways in which input pixels reach each output pixel.

    A transposed convolution with kernel k and stride s adds a k x k patch every s pixels. Where s
    divides k the patches overlap evenly (away from the border); elsewhere some pixels get more
    terms than their neighbours, in a pattern of period s, and the weights have to learn to undo
    it. Behind one another the numbers of ways multiply.

    Args:
        layers: Kernel and stride of each transposed convolution, in order.
        side: Side of the input, in pixels.

    Raises:
        ValueError: If there is no layer, or a number is below 1.

    Source:
        Odena et al. (2016).

    Example:
        >>> overlap_counts((3, 2), side=3)[3].tolist()
        [1, 1, 2, 1, 2, 1, 1]
        >>> overlap_counts((4, 2), side=3)[3].tolist()
        [2, 2, 4, 4, 4, 4, 2, 2]
    """
    if not layers:
        raise ValueError("layers must hold at least one (kernel, stride), got none")
    check_counts(side=side)
    counts = torch.ones(1, 1, side, side, dtype=torch.float64)
    for kernel, stride in layers:
        check_counts(kernel=kernel, stride=stride)
        ones = torch.ones(1, 1, kernel, kernel, dtype=torch.float64)
        counts = functional.conv_transpose2d(counts, ones, stride=stride)
    return counts[0, 0].round().long()


def grid_pattern(images: Images, period: int = 2) -> Float[Tensor, "period period"]:
    r"""The part of images that repeats every few pixels: (period, period), in their units.

    The mean over all pixels at the same place within the period, less the mean over all. Natural
    content lies anywhere on the grid and cancels; what upsampling draws does not.

    Args:
        images: Images, or their errors; whatever exceeds a multiple of the period is left out.
        period: Side of the pattern, at least 2: the stride of the upsampling.

    Raises:
        ValueError: If the period is below 2 or does not fit.

    Example:
        >>> grid_pattern(torch.tensor([[[[1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]]]))
        tensor([[ 0.7500, -0.2500],
                [-0.2500, -0.2500]])
    """
    height, width = (side - side % max(period, 1) for side in images.shape[2:])
    if period < 2 or not height or not width:
        raise ValueError(
            f"period must be from 2 to the images' smaller side, got {period} for "
            f"{tuple(images.shape[2:])}"
        )
    rows = images[..., :height, :width].unflatten(3, (-1, period)).unflatten(2, (-1, period))
    pattern = rows.mean(dim=(0, 1, 2, 4))  # (N, C, H/p, p, W/p, p) -> (p, p)
    return pattern - pattern.mean()
