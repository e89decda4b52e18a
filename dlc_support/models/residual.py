"""Residual blocks without batch normalisation, and a trunk of them."""

from torch import nn

from dlc_support.arguments import check_counts
from dlc_support.shapes import Images


class ResidualBlock(nn.Module):
    r"""Two convolutions whose result is added to the input: $h + s\,W_2\,\mathrm{ReLU}(W_1 h)$.

    Neither normalisation nor a nonlinearity behind the sum: the range of the features stays free,
    which restoration needs and classification does not.

    Args:
        features: Channels in and out.
        kernel: Side of both kernels, odd.
        scaling: Factor $s$ on the branch. With many features a small one keeps the sum over many
            blocks, and the training, stable.

    Raises:
        ValueError: If a count is below 1, or the kernel even.

    Source:
        Lim et al. (2017), section 3.1.

    Example:
        >>> import torch
        >>> ResidualBlock(4)(torch.zeros(1, 4, 6, 5)).shape
        torch.Size([1, 4, 6, 5])
    """

    def __init__(self, features: int, *, kernel: int = 3, scaling: float | int = 1.0) -> None:
        super().__init__()
        check_counts(features=features, kernel=kernel)
        if kernel % 2 == 0:
            raise ValueError(f"kernel must be odd, got {kernel}")
        self.scaling = scaling
        self.branch = nn.Sequential(
            nn.Conv2d(features, features, kernel, padding=kernel // 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(features, features, kernel, padding=kernel // 2),
        )

    def forward(self, maps: Images) -> Images:
        """Feature maps of the same shape."""
        return maps + self.scaling * self.branch(maps)

    def extra_repr(self) -> str:
        """What no weight shows: a run is named by it."""
        return f"scaling={self.scaling}"


class ResidualTrunk(nn.Module):
    r"""Residual blocks and one convolution, with a bridge over all of them.

    $h + W f_n(\dots f_1(h))$: with the last convolution at zero the trunk is the identity.

    Args:
        blocks: Number of residual blocks $f$.
        features: Channels in and out.
        scaling: Factor on each block's branch.

    Raises:
        ValueError: If a count is below 1.

    Source:
        Lim et al. (2017), figure 3.
    """

    def __init__(self, blocks: int, features: int, *, scaling: float | int = 1.0) -> None:
        super().__init__()
        check_counts(blocks=blocks)
        self.body = nn.Sequential(
            *(ResidualBlock(features, scaling=scaling) for _ in range(blocks)),
            nn.Conv2d(features, features, kernel_size=3, padding=1),
        )
        self.receptive_radius = 2 * blocks + 1

    def forward(self, maps: Images) -> Images:
        """Feature maps of the same shape."""
        return maps + self.body(maps)
