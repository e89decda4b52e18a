"""Probabilistic principal component analysis: the linear VAE whose likelihood is known."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from dlc_support.arguments import check_counts, check_floating
from dlc_support.shapes import Codes, Examples, PerExample

Matrix = Float[Tensor, "_ _"]


@dataclass(frozen=True, eq=False)
class ProbabilisticPCA:
    r"""$x = W z + m + \sigma \epsilon$ with $z \sim \mathcal N(0, I)$, in float64.

    Attributes:
        weight: $W$, (components, latents).
        mean: $m$, (components,).
        sigma: Standard deviation $\sigma$ of the noise, positive.

    Raises:
        ValueError: If shapes do not fit or sigma is not positive.

    Source:
        Tipping and Bishop (1999).
    """

    weight: Matrix
    mean: Float[Tensor, " components"]
    sigma: float

    def __post_init__(self) -> None:
        for name in ("weight", "mean"):
            object.__setattr__(self, name, getattr(self, name).double())
        if self.mean.shape != self.weight.shape[:1]:
            raise ValueError(
                f"mean must have {len(self.weight)} components, got {tuple(self.mean.shape)}"
            )
        if not 0 < self.sigma < math.inf:
            raise ValueError(f"sigma must be positive and finite, got {self.sigma}")

    def log_likelihood(self, examples: Examples) -> PerExample:
        r"""$\log \mathcal N(x; m, W W^\top + \sigma^2 I)$ of each example in nats."""
        components = len(self.weight)
        covariance = self.weight @ self.weight.T + self.sigma**2 * torch.eye(components).double()
        centred = examples.flatten(1).double() - self.mean
        spread = (torch.linalg.solve(covariance, centred.T).T * centred).sum(dim=1)
        return -0.5 * (components * math.log(2 * math.pi) + covariance.logdet() + spread)

    @property
    def encoder(self) -> Matrix:
        r"""$M^{-1} W^\top$ with $M = W^\top W + \sigma^2 I$, (latents, components)."""
        return torch.linalg.solve(self._precision, self.weight.T)

    @property
    def posterior(self) -> Matrix:
        r"""Covariance $\sigma^2 M^{-1}$ of $z$ given $x$; the same for each $x$."""
        return self.sigma**2 * torch.linalg.inv(self._precision)

    def encode(self, examples: Examples) -> Codes:
        r"""Posterior means $M^{-1} W^\top (x - m)$, in float64."""
        return (examples.flatten(1).double() - self.mean) @ self.encoder.T

    @property
    def _precision(self) -> Matrix:
        latents = self.weight.shape[1]
        return self.weight.T @ self.weight + self.sigma**2 * torch.eye(latents).double()


def probabilistic_pca(examples: Examples, latents: int) -> ProbabilisticPCA:
    r"""The parameters of largest likelihood, in closed form.

    With eigenvalues $\lambda_1 \ge \lambda_2 \ge \dots$ and eigenvectors $U$ of the covariance,
    $\sigma^2$ is the mean of the eigenvalues behind the first ones, and
    $W = U (\Lambda - \sigma^2 I)^{1/2}$. Its columns are orthogonal, so that the latents are
    independent given $x$, as in the posterior of a VAE.

    Args:
        examples: At least 2, of any shape.
        latents: Components of $z$, fewer than those of an example.

    Raises:
        ValueError: If there are too few examples or too many latents, or nothing is left for the
            noise.

    Source:
        Tipping and Bishop (1999), equations 7 and 8.

    Example:
        >>> points = torch.tensor([[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
        >>> found = probabilistic_pca(points, 1)
        >>> round(found.sigma**2, 4), found.weight.abs().square().sum().item()
        (0.5, 4.0)
    """
    check_floating(examples=examples)
    check_counts(latents=latents)
    flat = examples.flatten(1).double()
    if len(flat) < 2 or latents >= flat.shape[1]:
        raise ValueError(
            f"there must be at least 2 examples with more than {latents} components, got shape "
            f"{tuple(examples.shape)}"
        )
    mean = flat.mean(dim=0)
    values, vectors = torch.linalg.eigh((flat - mean).T @ (flat - mean) / len(flat))
    rest = values[:-latents].clamp(min=0).mean()
    if rest <= 0:
        raise ValueError(f"examples lie in {latents} dimensions: nothing is left for the noise")
    scale = (values[-latents:].flip(0) - rest).clamp(min=0).sqrt()
    return ProbabilisticPCA(vectors[:, -latents:].flip(1) * scale, mean, rest.sqrt().item())
