"""EDSR: a residual network that works at the small size and enlarges at its end."""

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor, nn

from dlc_support.models.colour_mean import DIV2K_MEAN, ColourMean
from dlc_support.models.model import Model
from dlc_support.models.residual import ResidualTrunk
from dlc_support.models.sub_pixel import SubPixel
from dlc_support.shapes import Images

WIDE = 256  # features from which on the branches are scaled down
SCALING = 0.1


class EDSR(Model):
    r"""Head, residual trunk, sub-pixel upsampling and tail, each without normalisation.

    All blocks work on maps of the input's size, so that a step costs what the small image costs.
    The published network has 32 blocks of 256 features and the branches scaled by 0.1; its
    baseline, which a course can train, is the default: 16 blocks of 64, unscaled.

    Args:
        scale: Output pixels to one input pixel, along a side: 3 or a power of two (x4 is two
            stages of x2).
        blocks: Residual blocks of the trunk.
        features: Channels of all feature maps.
        residual_scaling: Factor on each block's branch; None is 0.1 from 256 features on, where
            training is unstable without it, and 1 below.
        icnr: First weights of the upsampling: see `SubPixel`.
        mean: Mean of each channel in [0, 1], taken off the input and added to the output; its
            length is the number of channels.
        peak: Largest value of the images, on both ends.

    Attributes:
        scale: As above.
        stride: Sides of the input are multiples of it: any side will do.
        receptive_radius: Input pixels to each side that an output pixel sees.

    Raises:
        ValueError: If a count is below 1, or a scale, mean or peak is impossible.

    Source:
        Lim et al. (2017), section 3 and table 1.

    Example:
        >>> import torch
        >>> EDSR(scale=3, blocks=1, features=8)(torch.zeros(1, 3, 5, 7)).shape
        torch.Size([1, 3, 15, 21])
        >>> sum(weight.numel() for weight in EDSR(scale=2).parameters())
        1369859
    """

    stride: ClassVar[int] = 1
    # One thread with native bf16, a step on 16 patches of 24x24: float32 0.74 s, bf16 and channels
    # last 0.39 s.
    cpu_faster: ClassVar[frozenset[str]] = frozenset({"bf16", "channels_last"})

    def __init__(  # noqa: PLR0913 - the network's sizes, by name
        self,
        *,
        scale: int = 2,
        blocks: int = 16,
        features: int = 64,
        residual_scaling: float | int | None = None,
        icnr: bool = True,
        mean: Sequence[float | int] = DIV2K_MEAN,
        peak: float | int = 1.0,
    ) -> None:
        super().__init__()
        self.scale = scale
        self.colour = ColourMean(mean, peak=peak)
        self.upsampling = SubPixel(features, scale, icnr=icnr)
        self.head = nn.Conv2d(self.colour.channels, features, kernel_size=3, padding=1)
        self.trunk = ResidualTrunk(
            blocks, features, scaling=branch_scaling(features, residual_scaling)
        )
        self.tail = nn.Conv2d(features, self.colour.channels, kernel_size=3, padding=1)

    @property
    def receptive_radius(self) -> int:
        """Input pixels to each side that an output pixel sees."""
        return 1 + self.trunk.receptive_radius + self.upsampling.receptive_radius

    def forward(self, images: Images) -> Tensor:
        """Images of `scale` times the height and width."""
        maps = self.trunk(self.head(self.colour.remove(images)))
        return self.colour.put_back(self.tail(self.upsampling(maps)))


def branch_scaling(features: int, asked: float | int | None) -> float | int:
    """The factor on the residual branches: what was asked for, else what the width needs."""
    if asked is not None:
        return asked
    return SCALING if features >= WIDE else 1.0
