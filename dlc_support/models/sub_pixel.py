"""Upsampling by sub-pixel convolution, and first weights that draw no checkerboard."""

import torch
from torch import nn

from dlc_support.arguments import check_counts


class SubPixel(nn.Sequential):
    r"""A convolution to $r^2$ times the channels, whose groups become $r \times r$ pixels.

    Scales that are powers of two are made of stages with r = 2, each with weights of its own.

    Args:
        features: Channels in and out.
        scale: Output pixels to one input pixel, along a side: 3 or a power of two.
        icnr: Start with equal weights for the pixels of a group, so that the first output is that
            of nearest-neighbour upsampling: $r^2$ independent draws would show a grid from the
            first step on.

    Attributes:
        receptive_radius: Input pixels to each side that an output pixel sees, when one more 3x3
            convolution at the large size follows.

    Raises:
        ValueError: If a count is below 1, or the scale is neither 3 nor a power of two.

    Source:
        Shi et al. (2016) (sub-pixel convolution); Aitken et al. (2017) (first weights).

    Example:
        >>> SubPixel(4, scale=2)(torch.zeros(1, 4, 3, 5)).shape
        torch.Size([1, 4, 6, 10])
    """

    receptive_radius = 2

    def __init__(self, features: int, scale: int, *, icnr: bool = True) -> None:
        check_counts(features=features)
        layers: list[nn.Module] = []
        for factor in _stages(scale):
            layers.append(nn.Conv2d(features, factor**2 * features, kernel_size=3, padding=1))
            layers.append(nn.PixelShuffle(factor))
            if icnr:
                equal_pixels(layers[-2], factor)
        super().__init__(*layers)


def _stages(scale: int) -> tuple[int, ...]:
    if scale == 3:
        return (3,)
    if scale < 2 or scale & (scale - 1):
        raise ValueError(f"scale must be 3 or a power of two from 2 on, got {scale}")
    return (2,) * (scale.bit_length() - 1)


@torch.no_grad()
def equal_pixels(convolution: nn.Conv2d, factor: int) -> None:
    r"""Gives all pixels of a sub-pixel group the weights of the group's first.

    After `PixelShuffle(factor)` the convolution is then its own quarter (ninth, ...) followed by
    nearest-neighbour upsampling.

    Args:
        convolution: The layer before the shuffle; changed in place.
        factor: Side of a group.

    Raises:
        ValueError: If the channels are not whole groups.

    Source:
        Aitken et al. (2017), the initialisation called ICNR.
    """
    group = factor**2
    if convolution.out_channels % group:
        raise ValueError(
            f"convolution must have a multiple of {group} output channels, "
            f"got {convolution.out_channels}"
        )
    for values in (convolution.weight, convolution.bias):
        if values is not None:
            values.copy_(values[::group].repeat_interleave(group, dim=0))
