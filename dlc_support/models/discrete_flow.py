"""A flow as a model of 8-bit images: noise inside the grey levels, and a code where wanted."""

import math

import torch
from torch import Tensor

from dlc_support.arguments import check_counts, kind
from dlc_support.models.dequantiser import Dequantiser
from dlc_support.models.diagonal_normal import DiagonalNormal
from dlc_support.models.glow import Glow
from dlc_support.models.mlp import MLP
from dlc_support.models.model import Model
from dlc_support.shapes import Codes, Examples, Images, PerExample

LEVELS = 256


class DiscreteFlow(Model):
    r"""A bound on the probability of the 256 grey levels of an image, from a density.

    The flow models $y = (255\,x + u) / 256 - \frac12$ in $[-\frac12, \frac12)$, with $u$ in
    $[0, 1)$ uniform or learned. With an encoder it is a variational autoencoder whose decoder is
    the flow: $q(z \mid x)$ has the prior $\mathcal N(0, I)$, and the flow models $p(y \mid z)$.

    $$-\log P(x) \le -\log p(y \mid z) + D \log 256 + \log q(u \mid x)
    + \operatorname{KL}\bigl(q(z \mid x) \,\|\, p(z)\bigr)$$

    in expectation over $u$ and $z$. `bound` gives the parts.

    Args:
        flow: Of images; with an encoder its condition has `latents` numbers.
        dequantiser: Of the noise $u$; None draws it uniformly.
        encoder: Of $q(z \mid x)$, with `2 * latents` outputs; None has no code.
        latents: Components of $z$; 0 without an encoder.

    Raises:
        TypeError: If a part is of another kind.
        ValueError: If the widths do not fit.

    Source:
        Theis, van den Oord and Bethge (2016), section 3.1, for the bound; Ma, Kong, Zhang and
        Hovy (2021), section 3, for the code.

    Example:
        >>> model = DiscreteFlow(Glow(1, 8, (1, 1), 8))
        >>> parts = model.bound(torch.rand(3, 1, 8, 8), torch.randn(3, 64))
        >>> {name: values.shape for name, values in parts.items()}
        {'flow': torch.Size([3]), 'dequantisation': torch.Size([3]), 'kl': torch.Size([3])}
    """

    def __init__(
        self,
        flow: Glow,
        dequantiser: Dequantiser | None = None,
        encoder: MLP | None = None,
        *,
        latents: int = 0,
    ) -> None:
        super().__init__()
        check_counts(0, latents=latents)
        if not isinstance(flow, Glow):
            raise TypeError(f"flow must be a Glow, got {kind(flow)}")
        if (flow.condition, bool(encoder)) != (latents, bool(latents)):
            raise ValueError(
                f"latents must be the flow's condition, and 0 without an encoder: got {latents}, "
                f"a condition of {flow.condition} and {'no' if encoder is None else 'an'} encoder"
            )
        if encoder is not None and encoder.widths[-1] != 2 * latents:
            raise ValueError(
                f"encoder must have {2 * latents} outputs, a mean and a log_std for each latent, "
                f"got widths {encoder.widths}"
            )
        self.flow, self.dequantiser, self.encoder = flow, dequantiser, encoder
        self.latents, self.pixels = latents, math.prod(flow.shape)
        self.noise_shape = (self.pixels + latents,)

    def encode(self, images: Images) -> DiagonalNormal:
        """The distribution of the code of each image."""
        if self.encoder is None:
            raise ValueError("the flow has no code: build it with an encoder")
        return DiagonalNormal(*self.encoder(images).chunk(2, dim=1))

    def _halves(self, noise: Tensor) -> tuple[Tensor, Tensor]:
        inside, code = noise[:, : self.pixels], noise[:, self.pixels :]
        return inside.reshape(-1, *self.flow.shape), code

    def dequantised(self, images: Images, noise: Images) -> tuple[Images, PerExample]:
        r"""$y$ in $[-\frac12, \frac12)$, and $\log q(u \mid x)$ in nats.

        Args:
            images: In [0, 1]; the nearest of 256 grey levels counts.
            noise: Standard normal, in the images' shape.
        """
        levels = ((LEVELS - 1) * images).round()
        if self.dequantiser is not None:
            inside, log_q = self.dequantiser(levels / (LEVELS - 1), noise)
        else:
            top = 1 - torch.finfo(noise.dtype).eps
            inside, log_q = torch.special.ndtr(noise).clamp(max=top), noise.new_zeros(len(noise))
        return (levels + inside) / LEVELS - 0.5, log_q

    def bound(self, images: Images, noise: Tensor) -> dict[str, PerExample]:
        r"""The parts of the bound on $-\log P(x)$ of each image in nats.

        Args:
            images: In [0, 1].
            noise: Standard normal, (batch, pixels + latents).

        Returns:
            `flow`: $-\log p(y \mid z) + D \log 256$; `dequantisation`: $\log q(u \mid x)$;
            `kl`: of the code, 0 where there is none.
        """
        inside, draw = self._halves(noise)
        values, log_q = self.dequantised(images, inside)
        condition, divergence = None, torch.zeros_like(log_q)
        if self.encoder is not None:
            code = self.encode(images)
            condition, divergence = code.draw(draw), code.kl().sum(dim=1)
        flow = self.pixels * math.log(LEVELS) - self.flow.log_prob(values, condition)
        return {"flow": flow, "dequantisation": log_q, "kl": divergence}

    def decode(self, local: Images, code: Codes | None = None) -> Images:
        """Images of the flow's latents, given the code; not rounded and not clipped to [0, 1]."""
        return ((self.flow.decode(local, code) + 0.5) * LEVELS - 0.5) / (LEVELS - 1)

    def forward(self, inputs: Images, noise: Tensor) -> Images:
        """Images drawn from the model, of codes of the inputs; without a code of noise alone."""
        local, draw = self._halves(noise)
        return self.decode(local, None if self.encoder is None else self.encode(inputs).draw(draw))

    def extra_repr(self) -> str:
        """What the parts do not say."""
        return f"latents={self.latents}"


def prior_samples(
    model: DiscreteFlow, count: int, generator: torch.Generator, temperature: float = 1.0
) -> Examples:
    r"""Images drawn from the model: code and latents from their priors.

    Args:
        model: The model.
        count: Number of images.
        generator: Source of the draws.
        temperature: Factor on the standard normal latents of the flow; below 1 the images are
            likelier than typical ones.
    """
    local = temperature * torch.randn(count, *model.flow.shape, generator=generator)
    code = torch.randn(count, model.latents, generator=generator) if model.latents else None
    with torch.no_grad():
        return model.decode(local, code)
