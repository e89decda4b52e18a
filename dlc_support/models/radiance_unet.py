"""A U-Net for images of high dynamic range: its estimates are positive."""

import torch
from torch import Tensor, nn

from dlc_support.models.unet import UNet
from dlc_support.shapes import Images

FIRST = -1.0  # what the last layer says at first: the brightness of a wall, not of a lamp


class RadianceUNet(UNet):
    r"""The U-Net with a growing, positive function $g$ behind its linear last layer.

    $g(u) = e^u$ below 0, and $1 + u + u^2 / 2$ above: in the dark a step in $u$ is a step in
    proportion, lamps are within reach, and nothing explodes on the way to them. With $g(u) = u$
    the relative loss $(\hat x - y)^2 / (\hat x + \epsilon)^2$ has a plateau at large $\hat x$,
    and networks that begin below 0 are thrown onto it and lost. The last layer's weights begin
    at 0, so that every estimate begins at $e^{-1}$.

    Args:
        channels_in: As in `UNet`: 9 for radiance, albedo and normals.
        channels_out: As in `UNet`: 3 for radiance.

    Example:
        >>> network = RadianceUNet(9, 3)
        >>> network(torch.rand(1, 9, 32, 32)).detach().unique()
        tensor([0.3679])
    """

    def __init__(self, channels_in: int = 3, channels_out: int | None = None) -> None:
        super().__init__(channels_in, channels_out)
        nn.init.zeros_(self.dec_conv1c.weight)
        nn.init.constant_(self.dec_conv1c.bias, FIRST)

    def forward(self, corrupted: Images) -> Tensor:
        """The estimated radiance, positive, with as many channels as it was built for."""
        last = super().forward(corrupted)
        last = last.to(torch.promote_types(last.dtype, torch.float32))  # lamps need its range
        dark, bright = last.clamp_max(0.0).exp(), last.clamp_min(0.0)
        return dark + bright + 0.5 * bright.square()
