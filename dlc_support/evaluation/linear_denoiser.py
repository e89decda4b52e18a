"""The best linear denoiser, estimated from pairs in closed form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Tensor

from dlc_support.evaluation.filters import positive
from dlc_support.evaluation.metrics import Reference, check_shapes
from dlc_support.evaluation.side_information import SideInformation
from dlc_support.shapes import Examples


@dataclass(frozen=True, eq=False)
class LinearDenoiser:
    r"""$\hat x = \bar x + W (\tilde x - \bar{\tilde x})$; told pairs of training examples.

    Attributes:
        weight: The matrix $W$, (components, components).
        clean_mean: $\bar x$, shaped like an example.
        corrupted_mean: $\bar{\tilde x}$, shaped like an example.
        ridge: The ridge that it was estimated with.
    """

    weight: Tensor = field(repr=False)
    clean_mean: Tensor = field(repr=False)
    corrupted_mean: Tensor = field(repr=False)
    ridge: float
    given: ClassVar[SideInformation] = SideInformation.TRAINING_PAIRS

    def __call__(self, corrupted: Examples) -> Examples:
        """Restores each example; not clipped, since examples need not be images."""
        weight = self.weight.to(corrupted)
        centred = (corrupted - self.corrupted_mean.to(corrupted)).flatten(1)
        return (centred @ weight.T).reshape(corrupted.shape) + self.clean_mean.to(corrupted)


def linear_denoisers(
    clean: Examples, corrupted: Reference, ridges: Sequence[float] = (1e-4,)
) -> list[LinearDenoiser]:
    r"""The least-squares linear denoiser of training pairs, for each ridge.

    $W = C_{x \tilde x} (C_{\tilde x \tilde x} + \rho I)^{-1}$ with the covariances of the pairs:
    of all linear functions the one with the smallest mean squared error on them, when $\rho$ is
    0. One eigendecomposition serves every ridge.

    Args:
        clean: Clean training examples.
        corrupted: One corrupted version of each.
        ridges: Values $\rho$ > 0, in squared units of the data.

    Raises:
        ValueError: If the shapes differ, a ridge is not positive, or there are fewer than 2 pairs.

    Source:
        Hastie et al. (2009), section 3.4.1.

    Example:
        >>> clean = torch.tensor([[0.0], [1.0], [2.0]])
        >>> (double,) = linear_denoisers(clean, 2 * clean + 1, ridges=[1e-12])
        >>> double(torch.tensor([[9.0]]))
        tensor([[4.]])
    """
    check_shapes(clean, corrupted)
    if len(clean) < 2:
        raise ValueError(f"clean must hold at least 2 examples, got {len(clean)}")
    for ridge in ridges:
        positive(ridge=ridge)
    means = clean.double().mean(0), corrupted.double().mean(0)
    x, y = (
        (values - mean.to(values)).flatten(1)
        for values, mean in zip((clean, corrupted), means, strict=True)
    )
    cross = (x.T @ y).double() / len(x)
    values, vectors = torch.linalg.eigh((y.T @ y).double() / len(y))
    rotated = cross @ vectors
    return [
        LinearDenoiser(rotated / (values.clamp_min(0) + ridge) @ vectors.T, *means, ridge)
        for ridge in ridges
    ]
