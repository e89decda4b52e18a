"""Normal distributions with independent components, one for each example."""

import math
from dataclasses import dataclass

from torch import Tensor


def standard_normal(values: Tensor) -> Tensor:
    r"""$\log \mathcal N(v; 0, I)$ in nats, summed over the last axis.

    Example:
        >>> import torch
        >>> round(standard_normal(torch.zeros(1, 2)).item(), 4)  # -log(2 pi)
        -1.8379
    """
    return -0.5 * (values.square() + math.log(2 * math.pi)).sum(dim=-1)


@dataclass(frozen=True, eq=False)
class DiagonalNormal:
    r"""$q(z \mid x) = \mathcal N\bigl(m(x), \operatorname{diag} e^{2 s(x)}\bigr)$, in nats.

    Attributes:
        mean: The means $m$, (batch, latents).
        log_std: Logarithms $s$ of the standard deviations, of the same shape.

    Raises:
        ValueError: If the shapes differ.

    Example:
        >>> import torch
        >>> code = DiagonalNormal(torch.tensor([[1.0, 0.0]]), torch.zeros(1, 2))
        >>> code.kl(), code.draw(torch.tensor([[0.5, -0.5]]))
        (tensor([[0.5000, 0.0000]]), tensor([[ 1.5000, -0.5000]]))
    """

    mean: Tensor
    log_std: Tensor

    def __post_init__(self) -> None:
        if self.mean.shape != self.log_std.shape:
            raise ValueError(
                "mean and log_std must have the same shape, got "
                f"{tuple(self.mean.shape)} and {tuple(self.log_std.shape)}"
            )

    def draw(self, noise: Tensor) -> Tensor:
        r"""$z = m + e^s \epsilon$: a differentiable function of mean and deviation.

        Args:
            noise: Standard normal $\epsilon$, (batch, latents); more axes may lead, such as
                (samples, batch, latents).

        Source:
            Kingma and Welling (2014), section 2.4, the reparameterisation trick.
        """
        return self.mean + self.log_std.exp() * noise

    def log_prob(self, values: Tensor) -> Tensor:
        """Log density in nats, summed over the latents.

        Args:
            values: Points, (..., batch, latents).
        """
        scaled = (values - self.mean) * (-self.log_std).exp()
        each = -0.5 * scaled.square() - self.log_std - 0.5 * math.log(2 * math.pi)
        return each.sum(dim=-1)

    def kl(self) -> Tensor:
        r"""Divergence from the prior $\mathcal N(0, 1)$ of each latent in nats, (batch, latents).

        $\frac12 (m^2 + e^{2s} - 1 - 2s)$; the sum over the latents is the KL of the ELBO.

        Source:
            Kingma and Welling (2014), appendix B.
        """
        return 0.5 * (self.mean.square() + (2 * self.log_std).exp() - 1 - 2 * self.log_std)
