"""A linear code with noise, of Gaussian data: its information, exactly."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

Matrix = Float[Tensor, "_ _"]  # several shapes meet in one function: nothing is named


@dataclass(frozen=True, eq=False)
class GaussianCode:
    r"""$Z = A X + \eta$ with $X \sim \mathcal N(0, C)$ and $\eta \sim \mathcal N(0, S)$.

    Information and entropies are in nats, and computed in float64.

    Attributes:
        covariance: $C$, positive definite, (components, components).
        encoder: $A$, (code, components).
        noise: $S$, positive definite, (code, code). Without noise the information is infinite.

    Raises:
        ValueError: If shapes do not fit, or a covariance is not symmetric and positive definite.

    Source:
        Cover and Thomas (2006), sections 8.4 and 9.4.

    Example:
        >>> code = GaussianCode(torch.eye(2), torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0]]))
        >>> round(code.information, 4), code.decoder.tolist()
        (0.3466, [[0.5], [0.0]])
    """

    covariance: Matrix
    encoder: Matrix
    noise: Matrix

    def __post_init__(self) -> None:
        for name in ("covariance", "encoder", "noise"):
            object.__setattr__(self, name, getattr(self, name).double())
        code, components = self.encoder.shape
        check_covariance("covariance", self.covariance, components)
        check_covariance("noise", self.noise, code)

    @property
    def information(self) -> float:
        r"""Mutual information $I(X; Z) = \frac12 \log \det (I + S^{-1} A C A^\top)$."""
        return 0.5 * (self._seen.logdet() - self.noise.logdet()).item()

    @property
    def entropy(self) -> float:
        r"""Differential entropy $h(X) = \frac12 \log \det (2 \pi e\, C)$."""
        return 0.5 * (2 * math.pi * math.e * self.covariance).logdet().item()

    @property
    def decoder(self) -> Matrix:
        r"""$G = C A^\top (A C A^\top + S)^{-1}$: the posterior mean of $X$ is $G z$."""
        return torch.linalg.solve(self._seen, self.encoder @ self.covariance).T

    @property
    def posterior(self) -> Matrix:
        r"""Covariance of $X$ given $z$, $C - G A C$; the same for each $z$."""
        return self.error()  # in this form it is symmetric and stays accurate with little noise

    def error(self, decoder: Matrix | None = None) -> Matrix:
        r"""$\mathbb E[(X - B Z)(X - B Z)^\top]$, whose trace is the reconstruction error.

        Args:
            decoder: The matrix $B$, (components, code); None is the best one.
        """
        decoder = self.decoder if decoder is None else decoder.double()
        left = torch.eye(len(self.covariance)).double() - decoder @ self.encoder
        return left @ self.covariance @ left.T + decoder @ self.noise @ decoder.T

    def bound(self, covariance: Matrix, decoder: Matrix | None = None) -> float:
        r"""$h(X) + \mathbb E \log p(X \mid Z) \le I(X; Z)$ for $p(x \mid z) = N(x; Bz, \Sigma)$.

        The gap is the mean divergence of the decoder $p$ from the true posterior.

        Args:
            covariance: $\Sigma$ of the decoder, (components, components).
            decoder: The matrix $B$, (components, code); None is the best one.

        Raises:
            ValueError: If the covariance does not fit, or is not positive definite.

        Source:
            Vincent et al. (2010), section 2.1; Barber and Agakov (2003).
        """
        covariance = covariance.double()
        check_covariance("covariance", covariance, len(self.covariance))
        spread = torch.linalg.solve(covariance, self.error(decoder)).trace()
        likelihood = -0.5 * ((2 * math.pi * covariance).logdet() + spread)
        return self.entropy + likelihood.item()

    @property
    def _seen(self) -> Matrix:
        """Covariance of the code."""
        return self.encoder @ self.covariance @ self.encoder.T + self.noise


def check_covariance(name: str, matrix: Matrix, side: int) -> None:
    """Refuses what is no covariance of `side` components.

    Raises:
        ValueError: If its shape is another, or it is not symmetric and positive definite.
    """
    if matrix.shape != (side, side):
        raise ValueError(f"{name} must be {side}x{side}, got shape {tuple(matrix.shape)}")
    if not torch.allclose(matrix, matrix.T):
        raise ValueError(f"{name} must be symmetric, got {matrix.tolist()}")
    least = torch.linalg.eigvalsh(matrix)[0].item()
    if not least > 0:
        raise ValueError(f"{name} must be positive definite, got the eigenvalue {least:g}")
