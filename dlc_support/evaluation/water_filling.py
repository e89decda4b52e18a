"""Reverse water-filling: which directions of Gaussian data a linear beta-VAE keeps."""

from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from dlc_support.arguments import check_floating

PerDirection = Float[Tensor, " directions"]


@dataclass(frozen=True, eq=False)
class WaterFilling:
    r"""The optimum of the linear VAE with a decoder of variance $\sigma^2$ and a weight $\beta$.

    With eigenvalues $\lambda_j$ of the data's covariance and the level $D = \beta \sigma^2$, a
    latent is active where $\lambda_j > D$. There it costs $\frac12 \log (\lambda_j / D)$ nats of
    KL and leaves a squared error of $D$; where it is not, it costs nothing and leaves
    $\lambda_j$. The decoder's column has the squared length $\lambda_j - D$.

    Attributes:
        eigenvalues: $\lambda_j$, not negative.
        level: $D = \beta \sigma^2$, positive.

    Raises:
        ValueError: If an eigenvalue is negative or the level is not positive.

    Source:
        Lucas et al. (2019), section 4, for $\beta = 1$; Cover and Thomas (2006), theorem 10.3.3,
        for the rate and the distortion of Gaussian data.

    Example:
        >>> import torch
        >>> found = WaterFilling(torch.tensor([4.0, 0.5]), level=1.0)
        >>> found.active.tolist(), found.distortion.tolist(), found.weights.tolist()
        ([True, False], [1.0, 0.5], [3.0, 0.0])
    """

    eigenvalues: PerDirection
    level: float

    def __post_init__(self) -> None:
        check_floating(eigenvalues=self.eigenvalues)
        if self.eigenvalues.min() < 0:
            raise ValueError(f"eigenvalues must be >= 0, got {self.eigenvalues.min():g}")
        if not self.level > 0:
            raise ValueError(f"level must be > 0, got {self.level}")

    @property
    def active(self) -> Tensor:
        """True in the directions that are kept."""
        return self.eigenvalues > self.level

    @property
    def rate(self) -> PerDirection:
        r"""KL of each latent in nats, $\max(0, \frac12 \log (\lambda_j / D))$."""
        return (0.5 * (self.eigenvalues / self.level).log()).clamp(min=0)

    @property
    def distortion(self) -> PerDirection:
        r"""Expected squared error along each direction, $\min(\lambda_j, D)$."""
        return self.eigenvalues.clamp(max=self.level)

    @property
    def weights(self) -> PerDirection:
        r"""Squared length of the decoder's column, $\max(0, \lambda_j - D)$."""
        return (self.eigenvalues - self.level).clamp(min=0)
