"""A denoiser for every level of noise: a network with its inputs and outputs brought to scale."""

from torch import Tensor, nn

from dlc_support.models.model import Model, reconstruct
from dlc_support.shapes import Examples


class Preconditioned(Model):
    r"""$D(\tilde x; \sigma)$, an estimate of the clean example at a level of noise that is given.

    With examples of mean $m$ and standard deviation $s$, and $t^2 = \sigma^2 + s^2$,

    $$D(\tilde x; \sigma) = m + \frac{s^2}{t^2} (\tilde x - m)
    + \frac{\sigma s}{t}\, F\Big(\frac{\tilde x - m}{t}; \tfrac14 \log \sigma\Big).$$

    The first terms are the posterior mean of independent normal components, a linear filter; the
    network $F$ adds what the filter misses. Its inputs and targets have variance about 1 at every
    level: where there is little noise it estimates the noise, where there is much the clean
    example.

    Args:
        network: $F$, a model that takes a scaled example and, as `condition`, a row with the
            scaled logarithm of the level: `LevelMLP` or `LevelUNet`.
        spread: Standard deviation $s > 0$ of the components of the data.
        centre: Mean $m$ of the components.

    Raises:
        ValueError: If the spread is not positive.

    Source:
        Karras et al. (2022), table 1 and appendix B.6; the centre is ours, for images in [0, 1].

    Example:
        >>> import torch
        >>> from dlc_support.models import LevelMLP
        >>> model = Preconditioned(LevelMLP(2, (8,)), spread=0.7)
        >>> model(torch.zeros(3, 2), condition=torch.full((3, 1), 0.5)).shape
        torch.Size([3, 2])
    """

    def __init__(
        self, network: nn.Module, *, spread: float | int, centre: float | int = 0.0
    ) -> None:
        super().__init__()
        if not spread > 0:
            raise ValueError(f"spread must be > 0, got {spread}")
        self.network, self.spread, self.centre = network, float(spread), float(centre)

    def forward(self, noisy: Examples, condition: Tensor) -> Examples:
        """The estimate of each clean example; the condition is its level, (batch, 1)."""
        level = condition.view(len(noisy), *[1] * (noisy.ndim - 1))
        total = (level.square() + self.spread**2).sqrt()
        offset = noisy - self.centre
        residual = reconstruct(self.network, offset / total, condition=condition.log() / 4)
        kept = (self.spread / total).square() * offset
        return self.centre + kept + level * self.spread / total * residual

    def extra_repr(self) -> str:
        """What no weight shows: a run is named by it."""
        return f"spread={self.spread}, centre={self.centre}"
