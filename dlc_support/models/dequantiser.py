"""Variational dequantisation: noise inside a grey level, of a shape that is learned."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from dlc_support.arguments import check_counts
from dlc_support.models.diagonal_normal import standard_normal
from dlc_support.shapes import Images, PerExample


class Dequantiser(nn.Module):
    r"""$u = \sigma\bigl(m(x) + e^{s(x)} \epsilon\bigr)$ in (0, 1), and $\log q(u \mid x)$ in nats.

    A density model of $y = x + u$ bounds the probability of a grey level:
    $\log P(x) \ge \mathbb E_q [\log p(x + u) - \log q(u \mid x)]$. With uniform $u$ the density
    must be flat over each level; a learned $q$ gives it the shape that is easy to model. $m$ and
    $s$ are a small convolutional network on 2x2 pixels at a time.

    Args:
        channels: Channels of the images; their sides must be even.
        width: Hidden channels.

    Source:
        Ho et al. (2019), section 3.1; the network is smaller, and $q$ an affine map of noise.

    Example:
        >>> inside, log_q = Dequantiser(1)(torch.zeros(2, 1, 4, 4), torch.zeros(2, 1, 4, 4))
        >>> inside.unique(), log_q.shape
        (tensor([0.5000], grad_fn=<Unique2Backward0>), torch.Size([2]))
    """

    def __init__(self, channels: int = 1, width: int = 32) -> None:
        super().__init__()
        check_counts(channels=channels, width=width)
        self.network = nn.Sequential(
            nn.Conv2d(4 * channels, width, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, width, 1),
            nn.ReLU(),
            nn.Conv2d(width, 8 * channels, 3, padding=1),
        )
        nn.init.zeros_(self.network[-1].weight)
        nn.init.zeros_(self.network[-1].bias)

    def forward(self, images: Images, noise: Tensor) -> tuple[Images, PerExample]:
        """The noise inside the levels, and its log density.

        Args:
            images: Grey levels in [0, 1], which the noise may depend on.
            noise: Standard normal, in the images' shape.
        """
        squeezed = functional.pixel_unshuffle(images - 0.5, 2)
        mean, log_std = (
            functional.pixel_shuffle(part, 2) for part in self.network(squeezed).chunk(2, dim=1)
        )
        raw = mean + log_std.exp() * noise
        # d sigmoid(raw) / d noise, whose logarithm is the noise's gain in width.
        slope = functional.logsigmoid(raw) + functional.logsigmoid(-raw) + log_std
        inside = raw.sigmoid().clamp(max=1 - torch.finfo(raw.dtype).eps)
        return inside, standard_normal(noise.flatten(1)) - slope.flatten(1).sum(dim=1)
