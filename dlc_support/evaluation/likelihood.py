"""How likely each clean example makes each corrupted one: what a posterior weighs by."""

from dataclasses import dataclass
from math import log
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

Observations = Float[Tensor, "batch components"]
Candidates = Float[Tensor, "candidates components"]
LogWeights = Float[Tensor, "batch candidates"]


@runtime_checkable
class Likelihood(Protocol):
    r"""$\log q(\tilde x \mid x)$ up to a term that is the same for all clean examples."""

    def log_weights(self, corrupted: Observations, clean: Candidates) -> LogWeights:
        """One row per observation, one column per candidate; `-inf` where impossible."""
        ...

    def check(self, examples: Tensor, name: str) -> None:
        """Refuses examples that the process cannot have seen or made."""
        ...


@dataclass(frozen=True)
class GaussianLikelihood:
    r"""Independent normal noise: $\log w = -\|\tilde x - x\|^2 / 2 \sigma^2$.

    Computed as $(\tilde x^\top x - \tfrac12 \|x\|^2) / \sigma^2$, the term in $\tilde x$ alone
    left out: one matrix product.

    Attributes:
        sigma: Standard deviation > 0 of the noise, in the units of the data.

    Raises:
        ValueError: If `sigma` is not positive and finite.

    Example:
        >>> clean = torch.tensor([[0.0], [2.0]])
        >>> GaussianLikelihood(1.0).log_weights(torch.tensor([[1.0]]), clean)
        tensor([[0., 0.]])
    """

    sigma: float

    def __post_init__(self) -> None:
        if not 0 < self.sigma < float("inf"):
            raise ValueError(f"sigma must be > 0 and finite, got {self.sigma}")

    def log_weights(self, corrupted: Observations, clean: Candidates) -> LogWeights:
        """One row per observation, one column per candidate."""
        energy = clean.square().sum(1) / (-2 * self.sigma**2)
        return torch.addmm(energy, corrupted, clean.T, alpha=self.sigma**-2)

    def check(self, examples: Tensor, name: str) -> None:
        """Refuses values that are not finite."""
        if not examples.isfinite().all():
            raise ValueError(f"{name} must be finite, got NaN or infinity")


@dataclass(frozen=True)
class ErasureLikelihood:
    r"""Ink erased pixel by pixel with probability p, where is not seen.

    On binary images, ink 1 and paper 0, a visible ink pixel must be ink; a pixel that is paper
    looks the same erased or not; an ink pixel that is not visible was erased. With $n$ ink pixels
    in $x$ and $v$ of them visible

    $$\log w = (n - v) \log p + v \log(1 - p),$$

    and $w = 0$ where $\tilde x$ shows ink that $x$ has not. Here $v$ is the number of visible ink
    pixels of the observation, whatever the candidate: the second term is left out.

    Attributes:
        p: Probability in (0, 1) that a pixel is erased.

    Raises:
        ValueError: If p is not in (0, 1).

    Example:
        >>> clean = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
        >>> seen = torch.tensor([[1.0, 0.0, 0.0]])
        >>> ErasureLikelihood(0.5).log_weights(seen, clean).exp()
        tensor([[0.5000, 0.2500, 0.0000]])
    """

    p: float

    def __post_init__(self) -> None:
        if not 0 < self.p < 1:
            raise ValueError(f"p must lie in (0, 1), got {self.p}")

    def log_weights(self, corrupted: Observations, clean: Candidates) -> LogWeights:
        """One row per observation, one column per candidate; `-inf` where ink is unexplained."""
        visible = corrupted.sum(1, keepdim=True)
        # Counts of pixels: whole numbers, exact in float32.
        explained = corrupted @ clean.T
        logs = (clean.sum(1) - visible) * log(self.p)
        return logs.masked_fill_(explained < visible, -torch.inf)

    def check(self, examples: Tensor, name: str) -> None:
        """Refuses values other than 0 and 1."""
        if not ((examples == 0) | (examples == 1)).all():
            raise ValueError(f"{name} must be binary (0 or 1) under erasure, got grey values")
