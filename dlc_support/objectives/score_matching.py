"""Denoising score matching: restore the clean example at every level of noise."""

import math
from dataclasses import dataclass

from torch import Generator, nn

from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.corruptions.level import RandomLevel
from dlc_support.data.split import Batch
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class DenoisingScoreMatching(Objective):
    r"""Squared error of a denoiser that is given the level, weighted so that all levels count.

    $$\mathbb E_{\sigma, x, \epsilon}\; \frac1d \Big(\frac1{\sigma^2} + \frac1{s^2}\Big)
    \big\| D(x + \sigma \epsilon; \sigma) - x \big\|^2$$

    over the $d$ components of an example. Its minimum at each level is the posterior mean
    $\mathbb E[X \mid \tilde x]$, whatever the weights, and with it the score of the noisy data:
    by Tweedie's identity $\nabla \log p_\sigma(\tilde x) = (D(\tilde x; \sigma) - \tilde x) /
    \sigma^2$. The linear filter of `models.Preconditioned`, without a network, has a loss of 1 at
    each level on data that are independent and normal.

    The level reaches the model as its `condition`, (batch, 1).

    Attributes:
        levels: Of Gaussian noise, such as `LogUniformLevel(GaussianNoise, 0.01, 10.0)`.
        spread: $s > 0$, the standard deviation of the components of the data.

    Raises:
        TypeError: If the levels are of no Gaussian noise.
        ValueError: If the spread is not positive.

    Source:
        Vincent (2011), equation 11, for one level; Song and Ermon (2019), equation 6, for many;
        Karras et al. (2022), table 1, for the weights.

    Example:
        >>> import torch
        >>> from dlc_support.corruptions import LogUniformLevel
        >>> class Linear(nn.Module):
        ...     def forward(self, noisy, condition):  # the best denoiser of normal data
        ...         return noisy / (1 + condition.square())
        >>> points = Batch(torch.randn(10_000, 2, generator=Generator().manual_seed(0)))
        >>> levels = LogUniformLevel(GaussianNoise, low=0.01, high=10.0)
        >>> loss = DenoisingScoreMatching(levels, spread=1.0)(Linear(), points, Generator())
        >>> round(loss.total.item(), 1)
        1.0
    """

    levels: RandomLevel
    spread: float

    def __post_init__(self) -> None:
        if getattr(self.levels, "kind", None) is not GaussianNoise:
            raise TypeError(f"levels must be a RandomLevel of GaussianNoise, got {self.levels!r}")
        if not 0 < self.spread < math.inf:
            raise ValueError(f"spread must be > 0 and finite, got {self.spread}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The weighted squared error, with one level and one draw of noise for each example.

        Raises:
            ValueError: If the batch has a condition: the model is given the level alone.
        """
        if batch.condition is not None:
            raise ValueError("the model is given the level as its condition: leave others out")
        clean = batch.inputs
        level = self.levels.levels(clean, generator)
        noisy, level = self.levels.kind.at(clean, level, generator), level.to(clean)
        estimate = reconstruct(model, noisy, condition=level.flatten(1))
        weight = level.flatten() ** -2 + self.spread**-2
        error = (estimate - clean).square().flatten(1).mean(dim=1)
        return Loss((weight * error).mean())
