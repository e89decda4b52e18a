"""The exact posterior when the clean example is one of a training set."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from dlc_support.arguments import check_generator
from dlc_support.evaluation.likelihood import Likelihood
from dlc_support.shapes import Examples, PerExample

Candidates = Float[Tensor, "candidates *shape"]
BLOCK = 2**24  # entries of an (observations x candidates) table: 64 MiB in float32


@dataclass(frozen=True, eq=False)
class PosteriorSummary:
    r"""What one pass over the training set says about each observation.

    Attributes:
        mean: Posterior mean; NaN where no candidate is compatible.
        effective_sample_size: $1 / \sum_i w_i^2$ of the normalised weights: how many candidates
            the mean is an average of; NaN where none is compatible.
        compatible: Number of candidates that can have given the observation.
    """

    mean: Examples
    effective_sample_size: PerExample
    compatible: Int[Tensor, " batch"]

    @property
    def explained(self) -> Tensor:
        """True where at least one candidate is compatible."""
        return self.compatible > 0

    @property
    def unexplained(self) -> int:
        """Number of observations that no candidate can have given: their mean is NaN."""
        return int((~self.explained).sum())


@dataclass(frozen=True, eq=False)
class EmpiricalPosterior:
    r"""$P(X = x_i \mid \tilde x) \propto q(\tilde x \mid x_i)$ over a training set.

    Called like a denoiser it gives the posterior mean $\sum_i w_i x_i$, the least squared error
    of all functions for examples drawn *from this training set*. For held-out examples it is only
    as good as the training set is dense: see `effective_sample_size`.

    Observations are taken in blocks, so that memory does not grow with their number.

    Attributes:
        prior: The clean examples, all equally likely, at least one.
        likelihood: `GaussianLikelihood(sigma)`, or `ErasureLikelihood(p)` on binary images.

    Raises:
        ValueError: If the prior is empty, or holds values that the likelihood does not know.

    Example:
        >>> from dlc_support.evaluation.likelihood import GaussianLikelihood
        >>> coin = EmpiricalPosterior(torch.tensor([[-1.0], [1.0]]), GaussianLikelihood(1.0))
        >>> coin(torch.tensor([[0.5]]))  # tanh(0.5)
        tensor([[0.4621]])
    """

    prior: Candidates = field(repr=False)
    likelihood: Likelihood

    def __post_init__(self) -> None:
        if not len(self.prior):
            raise ValueError("prior must hold at least one example, got none")
        self.likelihood.check(self.prior, "prior")

    def __call__(self, corrupted: Examples) -> Examples:
        """The posterior mean of each observation; NaN where no candidate is compatible."""
        means = [weights @ self._flat for _, weights in self._weights(corrupted)]
        return self._shaped(means, corrupted)

    def mean(self, corrupted: Examples) -> Examples:
        """The same as a call."""
        return self(corrupted)

    def sample(self, corrupted: Examples, generator: Generator) -> Examples:
        """One exact draw from the posterior of each observation: a candidate as it stands.

        Args:
            corrupted: Observations.
            generator: Source of the draws.

        Returns:
            One training example per observation; NaN where no candidate is compatible.
        """
        check_generator(generator)
        draws = []
        for _, weights in self._weights(corrupted):
            uniform = torch.rand(
                len(weights), 1, generator=generator, device=generator.device, dtype=torch.float64
            )
            rows = _inverse_cdf(weights, uniform.to(weights.device))
            impossible = weights[:, :1].isnan()
            draws.append(self._flat[rows].masked_fill(impossible, torch.nan))
        return self._shaped(draws, corrupted)

    def effective_sample_size(self, corrupted: Examples) -> PerExample:
        r"""$1 / \sum_i w_i^2$ for each observation, at least 1; NaN where none is compatible."""
        sizes = [_effective(weights) for _, weights in self._weights(corrupted)]
        return torch.cat(sizes).to(corrupted)

    def compatible(self, corrupted: Examples) -> Int[Tensor, " batch"]:
        """Number of candidates that can have given each observation."""
        return torch.cat([count for count, _ in self._weights(corrupted)]).to(corrupted.device)

    def summary(self, corrupted: Examples) -> PosteriorSummary:
        """Mean, effective sample size and number of compatible candidates in one pass."""
        means, sizes, counts = [], [], []
        for count, weights in self._weights(corrupted):
            means.append(weights @ self._flat)
            sizes.append(_effective(weights))
            counts.append(count)
        return PosteriorSummary(
            self._shaped(means, corrupted),
            torch.cat(sizes).to(corrupted),
            torch.cat(counts).to(corrupted.device),
        )

    @property
    def _flat(self) -> Float[Tensor, "candidates components"]:
        return self.prior.flatten(1)

    def _weights(self, corrupted: Examples) -> Iterator[tuple[Tensor, Tensor]]:
        """For each block: numbers of compatible candidates, and normalised weights."""
        if corrupted.shape[1:] != self.prior.shape[1:]:
            raise ValueError(
                f"corrupted examples must have the prior's shape {tuple(self.prior.shape[1:])}, "
                f"got {tuple(corrupted.shape[1:])}"
            )
        self.likelihood.check(corrupted, "corrupted")
        rows = max(1, BLOCK // len(self.prior))
        for block in corrupted.flatten(1).split(rows):
            logs = self.likelihood.log_weights(block.to(self.prior), self._flat)
            count = (logs > -torch.inf).sum(dim=1)
            # In place, for memory. A row of -inf becomes NaN, on purpose.
            logs -= logs.amax(dim=1, keepdim=True)
            weights = logs.exp_()
            weights /= weights.sum(dim=1, keepdim=True)
            yield count, weights

    def _shaped(self, blocks: list[Tensor], corrupted: Examples) -> Examples:
        return torch.cat(blocks).reshape(corrupted.shape).to(corrupted)


def _effective(weights: Float[Tensor, "batch candidates"]) -> PerExample:
    # A norm needs no table of squares.
    return torch.linalg.vector_norm(weights, dim=1) ** -2


def _inverse_cdf(
    weights: Float[Tensor, "batch candidates"], uniform: Float[Tensor, "batch 1"]
) -> Int[Tensor, " batch"]:
    """Index of one candidate per row; any index in a row of NaN."""
    rows = []
    # Cumulative sums are in float64, where 50,000 weights do not lose the last ones: few rows at
    # a time.
    for part, share in zip(weights.split(64), uniform.split(64), strict=True):
        total = part.double().cumsum(dim=1)
        picked = torch.searchsorted(total, share * total[:, -1:], right=True)
        rows.append(picked[:, 0].clamp_max(weights.shape[1] - 1))
    return torch.cat(rows)
