"""A denoiser that takes noise beside the corrupted image, and so can give many answers."""

import torch
from torch import Tensor, nn

from dlc_support.arguments import check_counts
from dlc_support.models.model import Model
from dlc_support.shapes import Codes, Images


class StochasticDenoiser(Model):
    r"""An encoder, a code joined by noise, and a decoder that draws one plausible image.

    $\hat x = \phi(\tilde x, z)$ with $z \sim \mathcal{N}(0, I)$ passed in as a tensor: another $z$
    gives another reconstruction of the same corrupted image. The noise enters at the code, where
    one number can change the whole image: a hidden pixel's neighbours must agree on the digit.

    Args:
        channels: Channels of the reconstruction.
        extra_channels: Further channels of the input that are not reconstructed.
        filters: Feature maps after the first layer; the second has twice as many.
        hidden: Units of the code.
        noise: Components of the noise $z$.

    Attributes:
        noise_shape: Shape of the noise of one example; whoever draws the noise reads it.

    Raises:
        ValueError: If a count is below 1 (`extra_channels`: below 0), or the images are not 28x28.

    Source:
        Fleuret's lecture 7.3 names the posterior that cannot be one image; the network is ours.

    Example:
        >>> model = StochasticDenoiser(noise=4)
        >>> model(torch.zeros(2, 1, 28, 28), torch.zeros(2, *model.noise_shape)).shape
        torch.Size([2, 1, 28, 28])
    """

    def __init__(
        self,
        *,
        channels: int = 1,
        extra_channels: int = 0,
        filters: int = 24,
        hidden: int = 128,
        noise: int = 16,
    ) -> None:
        super().__init__()
        check_counts(channels=channels, filters=filters, hidden=hidden, noise=noise)
        check_counts(0, extra_channels=extra_channels)
        self.noise_shape = (noise,)
        self.encoder = nn.Sequential(
            nn.Conv2d(channels + extra_channels, filters, kernel_size=4, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(filters, 2 * filters, kernel_size=4, stride=2, padding=1),  # 14 -> 7
            nn.ReLU(inplace=True),
            nn.Flatten(),
            nn.Linear(2 * filters * 49, hidden),
            nn.ReLU(inplace=True),
        )
        self.decoder = nn.Sequential(
            nn.Linear(hidden + noise, hidden),
            nn.ReLU(inplace=True),
            nn.Linear(hidden, 2 * filters * 49),
            nn.ReLU(inplace=True),
            nn.Unflatten(1, (2 * filters, 7, 7)),
            nn.ConvTranspose2d(2 * filters, filters, kernel_size=4, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(filters, channels, kernel_size=4, stride=2, padding=1),
        )

    def encode(self, images: Images) -> Codes:
        """The code of each image, before the noise joins it."""
        if images.shape[2:] != (28, 28):
            raise ValueError(f"images must be 28x28, got shape {tuple(images.shape)}")
        return self.encoder(images)

    def forward(self, corrupted: Images, noise: Tensor) -> Tensor:
        """One reconstruction of each image, the one that belongs to its noise."""
        if noise.shape != (len(corrupted), *self.noise_shape):
            raise ValueError(
                f"noise must have shape {(len(corrupted), *self.noise_shape)}, "
                f"got {tuple(noise.shape)}"
            )
        return self.decoder(torch.cat([self.encode(corrupted), noise], dim=1))
