"""Gaussian noise whose level a network chooses for each input."""

from dataclasses import dataclass, field

import torch
from torch import Generator, nn

from dlc_support.corruptions.corruption import check_draw
from dlc_support.corruptions.gaussian import GaussianNoise
from dlc_support.shapes import Examples


@dataclass(frozen=True)
class LearnedNoise:
    r"""Gaussian noise at the level that a network gives to each input.

    $\tilde x = x + \sigma(x)\,\epsilon$ with $\epsilon \sim \mathcal N(0, I)$. The network is not
    trained by whoever denoises: no gradient leads back to it. Its own objective is
    `RewardedNoise`.

    Attributes:
        network: `network(clean) -> levels`, which broadcast against the clean examples; a
            `NoiseTransformer`, say.

    Source:
        Jow, Experiments with stacked denoising autoencoders, section 4.

    Example:
        >>> half = nn.Threshold(1.0, 0.5)  # 0.5 for what is not above 1
        >>> LearnedNoise(half)(torch.zeros(10_000, 1), torch.Generator().manual_seed(0)).std()
        tensor(0.50...)
    """

    network: nn.Module = field(repr=False)
    unbiased = True

    def __call__(self, clean: Examples, generator: Generator) -> Examples:
        """Adds fresh noise to each example, at its own level."""
        check_draw(clean, generator)
        with torch.no_grad():
            levels = self.network(clean)
        return GaussianNoise.at(clean, levels, generator)
