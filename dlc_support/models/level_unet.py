"""A small U-Net for images that is given the level of the noise in every block."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.shapes import Images

GROUPS = 8  # of the group normalisation: widths are multiples of it
FREQUENCIES = 6  # sines and cosines of the level
EMBEDDED = 64  # numbers that say the level to each block


class LevelUNet(Model):
    r"""$F(x; c)$ for images: two resolutions, four residual blocks, and $c$ modulates them all.

    The image is cut into 2x2 patches, four channels at half the side, which one processor can
    afford; convolutions with `width` channels there and twice as many at a quarter of the side; a
    skip connection joins the two halves. In each block the features $h$ become
    $(1 + a(c))\,h + b(c)$ behind the normalisation, with $a$ and $b$ learned functions of sines
    and cosines of $c$. The last convolution of each block and of the network begin at zero.

    Args:
        channels: Channels of the images.
        width: Channels of the features at half the side, a multiple of 8.

    Attributes:
        stride: Heights and widths must be multiples of this.

    Raises:
        ValueError: If a count is below 1, or the width no multiple of 8; at a call, if the sides
            are no multiples of 4.

    Source:
        Ho et al. (2020), appendix B, without attention and much smaller; Perez et al. (2018) for
        the modulation; Shi et al. (2016) for the patches.

    Example:
        >>> model = LevelUNet(1, width=8)
        >>> model(torch.zeros(2, 1, 28, 28), condition=torch.zeros(2, 1)).shape
        torch.Size([2, 1, 28, 28])
    """

    stride = 4

    def __init__(self, channels: int = 1, width: int = 32) -> None:
        super().__init__()
        check_counts(channels=channels, width=width)
        if width % GROUPS:
            raise ValueError(f"width must be a multiple of {GROUPS}, got {width}")
        wide = 2 * width
        self.embedding = nn.Sequential(
            nn.Linear(2 * FREQUENCIES, EMBEDDED), nn.SiLU(), nn.Linear(EMBEDDED, EMBEDDED)
        )
        self.begin = nn.Conv2d(4 * channels, width, kernel_size=3, padding=1)
        self.outer = LevelBlock(width, width)
        self.down = nn.Conv2d(width, wide, kernel_size=3, stride=2, padding=1)
        self.inner = nn.ModuleList([LevelBlock(wide, wide), LevelBlock(wide, wide)])
        self.up = nn.Conv2d(wide, width, kernel_size=3, padding=1)
        self.joined = LevelBlock(wide, width)
        self.end = nn.Sequential(
            nn.GroupNorm(GROUPS, width),
            nn.SiLU(),
            _zero(nn.Conv2d(width, 4 * channels, kernel_size=3, padding=1)),
        )

    def forward(self, inputs: Images, condition: Tensor) -> Images:
        """An image of the same shape; the condition is (batch, 1)."""
        if any(side % self.stride for side in inputs.shape[2:]):
            raise ValueError(
                f"height and width must be multiples of {self.stride}, got shape "
                f"{tuple(inputs.shape)}"
            )
        octaves = condition * 2.0 ** torch.arange(FREQUENCIES, device=condition.device)
        level = self.embedding(torch.cat([octaves.sin(), octaves.cos()], dim=1))
        skip = self.outer(self.begin(functional.pixel_unshuffle(inputs, 2)), level)
        values = self.down(skip)
        for block in self.inner:
            values = block(values, level)
        values = self.up(functional.interpolate(values, scale_factor=2, mode="nearest"))
        values = self.joined(torch.cat([values, skip], dim=1), level)
        return functional.pixel_shuffle(self.end(values), 2)


class LevelBlock(nn.Module):
    """A residual block whose features are scaled and shifted as the level says.

    Args:
        before: Channels of the input.
        after: Channels of the output.
    """

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first = nn.Sequential(
            nn.GroupNorm(GROUPS, before),
            nn.SiLU(),
            nn.Conv2d(before, after, kernel_size=3, padding=1),
            nn.GroupNorm(GROUPS, after),
        )
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(EMBEDDED, 2 * after))
        self.second = _zero(nn.Conv2d(after, after, kernel_size=3, padding=1))
        same = before == after
        self.skip = nn.Identity() if same else nn.Conv2d(before, after, kernel_size=1)

    def forward(self, values: Images, level: Tensor) -> Tensor:
        """Features of the same height and width."""
        scale, shift = self.modulation(level)[:, :, None, None].chunk(2, dim=1)
        modulated = functional.silu(self.first(values) * (1 + scale) + shift)
        return self.skip(values) + self.second(modulated)


def _zero(layer: nn.Conv2d) -> nn.Conv2d:
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer
