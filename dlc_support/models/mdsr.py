"""MDSR: one trunk that several scales share."""

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor, nn

from dlc_support.models.colour_mean import DIV2K_MEAN, ColourMean
from dlc_support.models.edsr import branch_scaling
from dlc_support.models.model import Model
from dlc_support.models.residual import ResidualBlock, ResidualTrunk
from dlc_support.models.sub_pixel import SubPixel
from dlc_support.shapes import Images

KERNEL = 5  # of the blocks before the trunk
BEFORE = 2  # blocks before the trunk, for each scale


class MDSR(Model):
    r"""Head, trunk and tail for all scales; before and behind the trunk, parts of each scale.

    Before the trunk each scale has two residual blocks with 5x5 kernels, which bring its images
    to a common footing; behind it, its own sub-pixel upsampling. The published network has 80
    blocks of 64 features.

    One call restores images of one scale, so a batch belongs to one scale too. Which one stands
    in the batch's `condition`: the scale, once for each example. `fit`, `train` and
    `evaluation.denoiser(model, condition=...)` then work as for any conditional model; the parts
    of the other scales get no gradient in that step, and no step of the optimiser. A network for
    one scale, to be called like any other, is `model.at(scale)`: a view, not a copy.

    Train it in one process: `DistributedDataParallel` refuses a step that leaves weights unused,
    as every step does here where there is more than one scale.

    Args:
        scales: Each 3 or a power of two, all different.
        blocks: Residual blocks of the trunk.
        features: Channels of all feature maps.
        residual_scaling: As in `EDSR`, for the trunk.
        icnr: First weights of the upsampling: see `SubPixel`.
        mean: Mean of each channel in [0, 1]; its length is the number of channels.
        peak: Largest value of the images, on both ends.

    Attributes:
        scales: As above.
        stride: Sides of the input are multiples of it: any side will do.
        receptive_radius: Input pixels to each side that an output pixel sees.

    Raises:
        ValueError: If scales repeat or are none, a count is below 1, or a mean or peak impossible.

    Source:
        Lim et al. (2017), section 3.3 and table 1.

    Example:
        >>> import torch
        >>> model, small = MDSR(blocks=1, features=8), torch.zeros(2, 3, 4, 5)
        >>> model(small, torch.tensor([3, 3])).shape, model.at(4)(small).shape
        (torch.Size([2, 3, 12, 15]), torch.Size([2, 3, 16, 20]))
    """

    stride: ClassVar[int] = 1
    cpu_faster: ClassVar[frozenset[str]] = frozenset({"bf16", "channels_last"})  # as EDSR

    def __init__(  # noqa: PLR0913 - the network's sizes, by name
        self,
        *,
        scales: Sequence[int] = (2, 3, 4),
        blocks: int = 80,
        features: int = 64,
        residual_scaling: float | int | None = None,
        icnr: bool = True,
        mean: Sequence[float | int] = DIV2K_MEAN,
        peak: float | int = 1.0,
    ) -> None:
        super().__init__()
        self.scales = tuple(scales)
        if not self.scales or len(set(self.scales)) < len(self.scales):
            raise ValueError(f"scales must be different, at least one, got {scales}")
        self.colour = ColourMean(mean, peak=peak)
        self.upsampling = nn.ModuleDict(
            {_name(scale): SubPixel(features, scale, icnr=icnr) for scale in self.scales}
        )
        self.before = nn.ModuleDict({_name(scale): _before(features) for scale in self.scales})
        self.head = nn.Conv2d(self.colour.channels, features, kernel_size=3, padding=1)
        self.trunk = ResidualTrunk(
            blocks, features, scaling=branch_scaling(features, residual_scaling)
        )
        self.tail = nn.Conv2d(features, self.colour.channels, kernel_size=3, padding=1)

    @property
    def receptive_radius(self) -> int:
        """Input pixels to each side that an output pixel sees."""
        before = BEFORE * 2 * (KERNEL // 2)
        return 1 + before + self.trunk.receptive_radius + SubPixel.receptive_radius

    def at(self, scale: int) -> "AtScale":
        """This network for one scale; it shares the weights."""
        return AtScale(self, scale)

    def forward(self, images: Images, condition: Tensor | int | None = None) -> Tensor:
        """Images enlarged by the scale, the condition; None will do where there is one scale."""
        name = _name(self._one(condition))
        maps = self.before[name](self.head(self.colour.remove(images)))
        return self.colour.put_back(self.tail(self.upsampling[name](self.trunk(maps))))

    def _one(self, scale: Tensor | int | None) -> int:
        """The scale that is meant, refusing none, several, and those that are not there."""
        if scale is None:
            asked = set(self.scales)
        else:
            asked = set(scale.tolist()) if isinstance(scale, Tensor) else {scale}
        if len(asked) != 1 or not asked <= set(self.scales):
            raise ValueError(f"scale must be one of {self.scales} for all images, got {scale}")
        return asked.pop()


class AtScale(Model):
    """An `MDSR` for one of its scales, called `model(images)`; see `MDSR.at`.

    Attributes:
        model: The network with all scales.
        scale: The one that this view restores.

    Raises:
        ValueError: If the model has no such scale.
    """

    stride: ClassVar[int] = 1

    def __init__(self, model: MDSR, scale: int) -> None:
        super().__init__()
        if scale not in model.scales:
            raise ValueError(f"scale must be one of {model.scales}, got {scale}")
        self.model = model
        self.scale = scale

    @property
    def receptive_radius(self) -> int:
        """Input pixels to each side that an output pixel sees."""
        return self.model.receptive_radius

    def forward(self, images: Images) -> Tensor:
        """Images of `scale` times the height and width."""
        return self.model(images, self.scale)


def _name(scale: int) -> str:
    return f"x{scale}"


def _before(features: int) -> nn.Sequential:
    return nn.Sequential(*(ResidualBlock(features, kernel=KERNEL) for _ in range(BEFORE)))
