"""The U-Net of Noise2Noise that predicts the noise instead of the image."""

from torch import Tensor, nn

from dlc_support.models.unet import UNet
from dlc_support.shapes import Images


class ResidualUNet(UNet):
    r"""$\tilde x + F(\tilde x)$ with the U-Net $F$: a skip connection over all of the network.

    The network predicts the negative of the noise (residual learning). The last layer's weights
    begin at 0, so that every estimate begins as the input itself, which is the answer where there
    is no noise. `UNet` has to carry the whole image through its last three layers instead.

    Args:
        channels: Channels of the images: 1 for grey, 3 for colour.

    Source:
        Zhang et al. (2017), section III.B, for the residual; Lehtinen et al. (2018) for $F$.

    Example:
        >>> import torch
        >>> images = torch.rand(1, 3, 32, 64)
        >>> ResidualUNet(3)(images).equal(images)
        True
    """

    def __init__(self, channels: int = 1) -> None:
        super().__init__(channels)
        nn.init.zeros_(self.dec_conv1c.weight)

    def forward(self, corrupted: Images) -> Tensor:
        """The restored images."""
        return corrupted + super().forward(corrupted)
