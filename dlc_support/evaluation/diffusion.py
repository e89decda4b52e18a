"""Sampling with a denoiser that knows all levels of noise: DDIM, DDPM, annealed Langevin."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import torch
from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, check_generator
from dlc_support.evaluation.denoiser import denoiser
from dlc_support.evaluation.posterior_mean import Mixture, PosteriorMean, Quadrature
from dlc_support.shapes import Examples


@runtime_checkable
class LevelDenoiser(Protocol):
    """A denoiser that is given the standard deviation of the noise.

    Exact posterior means and trained networks are called alike, so that a sampler's error and a
    network's error can be told apart.
    """

    def __call__(self, noisy: Examples, sigma: float) -> Tensor:
        """Restores each example of a batch."""
        ...


@dataclass(frozen=True, eq=False)
class NetworkAtLevels:
    """A trained network, such as `models.Preconditioned`, as a `LevelDenoiser`.

    Attributes:
        model: Takes the level as its `condition`, (batch, 1).
        batch_size: Rows at a time.
    """

    model: nn.Module
    batch_size: int = 1000

    def __call__(self, noisy: Examples, sigma: float) -> Tensor:
        """Restores each example, in evaluation mode and without gradients."""
        condition = torch.full((len(noisy), 1), float(sigma))
        return denoiser(self.model, condition=condition, batch_size=self.batch_size)(noisy)


@dataclass(frozen=True)
class ExactAtLevels:
    """The exact posterior mean of a known density as a `LevelDenoiser`.

    Attributes:
        density: As for `PosteriorMean`.
        nodes: Of the quadrature of a density that is no mixture; on a curve they should lie
            closer than half the smallest level.

    Example:
        >>> from types import SimpleNamespace
        >>> atoms = torch.tensor([[-1.0], [1.0]])
        >>> coin = SimpleNamespace(nodes=lambda count: (atoms, torch.tensor([0.5, 0.5])))
        >>> ExactAtLevels(coin)(torch.tensor([[0.5]]), 1.0)  # tanh(0.5)
        tensor([[0.4621]])
    """

    density: Mixture | Quadrature
    nodes: int = 1024

    def __call__(self, noisy: Examples, sigma: float) -> Tensor:
        """Restores each example."""
        return PosteriorMean(self.density, sigma, nodes=self.nodes)(noisy)


def noise_levels(steps: int, low: float, high: float, *, curve: float = 7.0) -> list[float]:
    r"""Falling levels from `high` to `low`, and 0 at the end: `steps + 1` numbers.

    $\sigma_i = \bigl(b^{1/\rho} + \tfrac{i}{N - 1} (a^{1/\rho} - b^{1/\rho})\bigr)^\rho$ for
    $i < N$, and $\sigma_N = 0$: the last step goes to the denoiser's answer.

    Args:
        steps: Number $N \ge 2$ of steps, each one call of the denoiser.
        low: Smallest level $a > 0$.
        high: Largest level $b > a$.
        curve: $\rho$: 1 is a straight line; the larger, the more of the steps are small ones.

    Raises:
        ValueError: If a number is outside its domain.

    Source:
        Karras et al. (2022), equation 5, with $\rho = 7$.

    Example:
        >>> [round(level, 3) for level in noise_levels(4, 0.1, 10.0)]
        [10.0, 2.934, 0.663, 0.1, 0.0]
    """
    check_counts(steps=steps)
    if steps < 2:
        raise ValueError(f"steps must be at least 2, got {steps}")
    if not 0 < low < high:
        raise ValueError(f"low must be > 0 and below high, got low={low} and high={high}")
    if not curve > 0:
        raise ValueError(f"curve must be > 0, got {curve}")
    first, last = high ** (1 / curve), low ** (1 / curve)
    return [(first + i / (steps - 1) * (last - first)) ** curve for i in range(steps)] + [0.0]


def follow_noise(
    denoise: LevelDenoiser,
    start: Examples,
    levels: Sequence[float],
    *,
    fresh: float = 0.0,
    generator: Generator | None = None,
) -> Tensor:
    r"""Samples, by going from noisy examples down the levels: DDIM and DDPM.

    With the direction $\hat\epsilon = (\tilde x - D(\tilde x; \sigma)) / \sigma$ a step from level
    $\sigma$ to $\tau < \sigma$ is

    $$\tilde x \leftarrow D(\tilde x; \sigma) + \sqrt{\tau^2 - s^2}\, \hat\epsilon + s z,
    \qquad s = \eta\, \tau \sqrt{1 - \tau^2 / \sigma^2}, \quad z \sim \mathcal N(0, I).$$

    $\eta = 0$ is DDIM, which is Euler's method on the probability flow
    $\mathrm d \tilde x / \mathrm d \sigma = (\tilde x - D) / \sigma$ and draws nothing; $\eta = 1$
    is the ancestral sampler of DDPM, a draw of $q(x_\tau \mid x_\sigma, x = D)$. Both papers write
    it for $\sqrt{\bar\alpha}\, \tilde x$ with $\bar\alpha = 1 / (1 + \sigma^2)$.

    Args:
        denoise: Denoiser at all levels.
        start: Examples with noise of the first level; where that is far larger than the data's
            standard deviation, noise alone.
        levels: Falling, such as `noise_levels(20, 0.02, 10.0)`; the last may be 0.
        fresh: $\eta$ in [0, 1].
        generator: Source of the fresh noise; only where $\eta > 0$.

    Raises:
        ValueError: If there are fewer than two levels, they do not fall, or $\eta$ is not in
            [0, 1].
        TypeError: If there is fresh noise and no generator.

    Source:
        Song, Meng and Ermon (2021), equations 12 and 16; Ho et al. (2020), algorithm 2; Karras et
        al. (2022), equation 4 and appendix C.

    Example:
        >>> def denoise(noisy, sigma):  # normal data with standard deviation 1
        ...     return noisy / (1 + sigma**2)
        >>> noise = 10 * torch.randn(10_000, 1, generator=Generator().manual_seed(0))
        >>> levels = noise_levels(200, 0.01, 10.0)
        >>> round(follow_noise(denoise, noise, levels).std().item(), 1)
        1.0
    """
    _check_levels(levels)
    if not 0 <= fresh <= 1:
        raise ValueError(f"fresh must lie in [0, 1], got {fresh}")
    if fresh:
        check_generator(generator)
    noisy = start
    for sigma, tau in pairwise(levels):
        clean = denoise(noisy, sigma)
        added = fresh * tau * (1 - (tau / sigma) ** 2) ** 0.5
        kept = (tau**2 - added**2) ** 0.5
        noisy = clean + kept / sigma * (noisy - clean)
        if added:
            noisy = noisy + added * _normal(noisy, generator)
    return noisy


def annealed_langevin(
    denoise: LevelDenoiser,
    start: Examples,
    levels: Sequence[float],
    generator: Generator,
    *,
    repeats: int = 10,
    rate: float = 0.1,
) -> Tensor:
    r"""Samples, by Langevin's dynamics at each level in turn.

    With the score $(D(\tilde x; \sigma) - \tilde x) / \sigma^2$ and steps of size
    $\alpha = r \sigma^2$,

    $$\tilde x \leftarrow \tilde x + \tfrac{\alpha}{2} \nabla \log p_\sigma(\tilde x)
    + \sqrt\alpha\, z = \tilde x + \tfrac r2 \bigl(D(\tilde x; \sigma) - \tilde x\bigr)
    + \sqrt r\, \sigma z.$$

    The samples have noise of the last level that is not 0; a last level of 0 stands for one
    denoising at the end.

    Args:
        denoise: Denoiser at all levels.
        start: Where the walks begin.
        levels: Falling, as for `follow_noise`.
        generator: Source of the noise.
        repeats: Steps at each level.
        rate: $r$ in (0, 1): small steps are nearer to the exact dynamics, and need more of them.

    Raises:
        ValueError: If there are fewer than two levels, they do not fall, a count is below 1 or
            the rate is not in (0, 1).

    Source:
        Song and Ermon (2019), algorithm 1, with $\alpha_i = \epsilon\, \sigma_i^2 / \sigma_L^2$;
        Jolicoeur-Martineau et al. (2021) for the last denoising.
    """
    _check_levels(levels)
    check_counts(repeats=repeats)
    check_generator(generator)
    if not 0 < rate < 1:
        raise ValueError(f"rate must lie in (0, 1), got {rate}")
    noisy = start
    walked = [level for level in levels if level > 0]
    for sigma in walked:
        for _ in range(repeats):
            pull = denoise(noisy, sigma) - noisy
            noisy = noisy + rate / 2 * pull + rate**0.5 * sigma * _normal(noisy, generator)
    return denoise(noisy, walked[-1]) if levels[-1] == 0 else noisy


def _check_levels(levels: Sequence[float]) -> None:
    falling = all(before > after for before, after in pairwise(levels))
    if len(levels) < 2 or not falling or levels[-1] < 0:
        raise ValueError(f"levels must be at least two that fall and are >= 0, got {[*levels]}")


def _normal(like: Tensor, generator: Generator) -> Tensor:
    return torch.randn(like.shape, generator=generator, device=generator.device).to(like)
