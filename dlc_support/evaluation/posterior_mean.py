"""The exact posterior mean under Gaussian noise of a density that is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.shapes import PerExample

Vectors = Float[Tensor, "batch dimensions"]
Centres = Float[Tensor, "parts dimensions"]
PerPart = Float[Tensor, " parts"]
BLOCK = 2**18  # entries of a (points x parts) table: stays in the cache of a processor


@runtime_checkable
class Samplable(Protocol):
    """A density that can be drawn from."""

    def sample(self, count: int, generator: Generator) -> Tensor:
        """Independent draws, `(count, dimensions)`."""
        ...


@runtime_checkable
class Quadrature(Protocol):
    r"""A density known by nodes: $\sum_i w_i f(x_i) \approx E[f(X)]$, weights summing to 1."""

    def nodes(self, count: int) -> tuple[Tensor, Tensor]:
        """At least `count` points and their weights."""
        ...


@runtime_checkable
class Mixture(Protocol):
    """A mixture of isotropic Gaussians."""

    @property
    def means(self) -> Tensor:
        """Means of the components, (parts, dimensions)."""
        ...

    @property
    def scales(self) -> Tensor:
        """Standard deviation of each component; 0 is an atom."""
        ...

    @property
    def weights(self) -> Tensor:
        """Probability of each component."""
        ...


@dataclass(frozen=True)
class PosteriorMean:
    r"""$E[X \mid \tilde X = \tilde x]$ for $\tilde X = X + \sigma \epsilon$, exactly.

    For a mixture of Gaussians $\sum_k w_k N(m_k, t_k^2 I)$ in closed form: with
    $v_k = t_k^2 + \sigma^2$ and $r_k \propto w_k N(\tilde x; m_k, v_k I)$,

    $$E[X \mid \tilde x] = \sum_k r_k \Big( m_k + \tfrac{t_k^2}{v_k} (\tilde x - m_k) \Big).$$

    Any other density is replaced by the nodes of its quadrature, which are the parts of such a
    mixture with $t_k = 0$: $\sum_i w_i x_i N(\tilde x; x_i, \sigma^2 I)$ over the same sum without
    $x_i$. Weights are normalised as logarithms: no point is too far away.

    Attributes:
        density: A mixture (`means`, `scales`, `weights`) or a density with `nodes(count)`.
        sigma: Standard deviation > 0 of the noise, in the units of the data.
        nodes: Number of nodes for a density that is no mixture. On a curve they should lie closer
            than about half of sigma.
        dtype: Precision of the sums; estimates come back in that of the corrupted points.

    Raises:
        ValueError: If `sigma` is not positive and finite, or `nodes` is below 1.
        TypeError: If `density` is neither a mixture nor has nodes.

    Source:
        Fleuret's lecture 7.3 (the best denoiser under a squared loss is the conditional
        expectation); Efron (2011), equation 1.4, for `log_density`.

    Example:
        >>> from types import SimpleNamespace
        >>> atoms = torch.tensor([[-1.0], [1.0]])
        >>> coin = SimpleNamespace(nodes=lambda count: (atoms, torch.tensor([0.5, 0.5])))
        >>> PosteriorMean(coin, sigma=1.0)(torch.tensor([[0.5]]))  # tanh(0.5)
        tensor([[0.4621]])
    """

    density: Mixture | Quadrature
    sigma: float
    nodes: int = 1024
    dtype: torch.dtype = torch.float64

    def __post_init__(self) -> None:
        if not 0 < self.sigma < float("inf"):
            raise ValueError(f"sigma must be > 0 and finite, got {self.sigma}")
        check_counts(nodes=self.nodes)
        if not isinstance(self.density, Mixture | Quadrature):
            raise TypeError(
                "density must be a mixture (means, scales, weights) or have nodes(count), got "
                f"{type(self.density).__name__}"
            )

    def __call__(self, corrupted: Vectors) -> Vectors:
        """The posterior mean at each corrupted point, on its device and in its precision."""
        parts = [self._mean(block) for block in self._blocks(corrupted)]
        return torch.cat(parts).to(corrupted) if parts else corrupted

    def log_density(self, points: Vectors) -> PerExample:
        r"""Logarithm of the density $p_\sigma$ of the corrupted points, in nats.

        Its gradient is Tweedie's: $E[X \mid \tilde x] - \tilde x = \sigma^2 \nabla \log
        p_\sigma(\tilde x)$. Differentiable.
        """
        parts = [torch.logsumexp(self._log_parts(block), 1) for block in self._blocks(points)]
        return torch.cat(parts).to(points) if parts else points.sum(1)

    @cached_property
    def _parts(self) -> tuple[Centres, PerPart, PerPart]:
        """Means, variances of the clean parts, and log weights."""
        if isinstance(self.density, Mixture):
            means, weights = self.density.means, self.density.weights
            variances = self.density.scales.double().square()
        else:
            means, weights = self.density.nodes(self.nodes)
            variances = torch.zeros(len(means))
        weights = weights.double() / weights.double().sum()
        return means.to(self.dtype), variances.to(self.dtype), weights.log().to(self.dtype)

    def _blocks(self, points: Vectors) -> Iterator[Vectors]:
        means, _, _ = self._parts
        if points.shape[1] != means.shape[1]:
            raise ValueError(
                f"points must have {means.shape[1]} coordinates, got {points.shape[1]}"
            )
        if len(points):
            yield from points.to(self.dtype).split(max(1, BLOCK // len(means)))

    def _log_parts(self, points: Vectors) -> Float[Tensor, "batch parts"]:
        """Log of each part's weight times its density at each point."""
        means, variances, log_weights = (part.to(points.device) for part in self._parts)
        total = variances + self.sigma**2
        squares = sum(
            (points[:, axis, None] - means[:, axis]).square() for axis in range(points.shape[1])
        )
        dimensions = points.shape[1]
        constant = log_weights - 0.5 * dimensions * torch.log(2 * pi * total)
        return torch.addcmul(constant, squares, -0.5 / total)

    def _mean(self, points: Vectors) -> Vectors:
        means, variances, _ = (part.to(points.device) for part in self._parts)
        shrink = variances / (variances + self.sigma**2)
        shares = torch.softmax(self._log_parts(points), dim=1)
        centre = shares @ ((1 - shrink)[:, None] * means)
        return centre + (shares @ shrink)[:, None] * points
