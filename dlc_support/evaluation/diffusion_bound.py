"""An upper bound of the negative log likelihood of 8-bit images under a denoiser."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from dlc_support.arguments import check_counts, check_generator, check_range
from dlc_support.evaluation.diffusion import LevelDenoiser
from dlc_support.shapes import Examples, PerExample

TABLE = 2**24  # entries of a (pixels x values) table


@dataclass(frozen=True, eq=False)
class PixelValues:
    r"""The values that a component can take, and how frequent each is.

    Under noise of level $\sigma$ a component $z$ had the value $v$ with probability
    $h(v)\, \mathcal N(z; v, \sigma^2) / \sum_u h(u)\, \mathcal N(z; u, \sigma^2)$: the likelihood
    that ends a diffusion model of images with 256 grey values.

    Attributes:
        values: The values, all different.
        shares: How frequent each is, positive; they sum to 1.

    Raises:
        ValueError: If there are fewer than two values, or a share is not positive.
    """

    values: Float[Tensor, " values"]
    shares: Float[Tensor, " values"]

    def __post_init__(self) -> None:
        if len(self.values) < 2 or not (self.shares > 0).all():
            raise ValueError(
                "values must be at least two with positive shares, got "
                f"{len(self.values)} and a smallest share of {float(self.shares.min()):g}"
            )

    @classmethod
    def of_bytes(cls, images: Examples) -> "PixelValues":
        """The 256 grey values of images in [0, 1], each counted once more than it occurs."""
        check_range("images", images, 0.0, 1.0)
        counts = torch.bincount((255 * images).round().long().flatten(), minlength=256) + 1.0
        return cls(torch.arange(256) / 255, counts / counts.sum())

    def log_prob(self, clean: Examples, noisy: Examples, sigma: float) -> PerExample:
        """Log probability in nats of each clean example given the noisy one."""
        rows = max(1, TABLE // (clean[:1].numel() * len(self.values)))
        parts = zip(clean.split(rows), noisy.split(rows), strict=True)
        return torch.cat([self._log_prob(*part, sigma) for part in parts])

    def _log_prob(self, clean: Examples, noisy: Examples, sigma: float) -> PerExample:
        distances = (noisy.flatten(1)[..., None] - self.values).square()
        logs = self.shares.log() - 0.5 * distances / sigma**2
        of_value = (clean.flatten(1)[..., None] - self.values).abs().argmin(dim=-1)
        found = logs.log_softmax(dim=-1).gather(-1, of_value[..., None])[..., 0]
        return found.double().sum(dim=1)


@dataclass(frozen=True, eq=False)
class DiffusionBound:
    r"""An upper bound of $-\log p(x)$ in nats of each image, in expectation over the draws.

    With $z_\sigma = x + \sigma \epsilon$ and levels from $a$ to $b$

    $$\underbrace{-\log p(x \mid z_a)}_{\text{the grey value from } z_a}
    + \underbrace{\int_a^b \frac1{\sigma^2} \big\| x - D(z_\sigma; \sigma) \big\|^2
    \,\mathrm d \log \sigma}_{\text{denoising at all levels}}
    + \underbrace{\operatorname{KL}\bigl(\mathcal N(x, b^2 I)\,\|\, \mathcal N(m, (b^2 + s^2)
    I)\bigr)}_{\text{noise at the start}}.$$

    It is the limit of infinitely many steps of DDPM with its variational weights: with the weight
    $1 / \sigma^2$ the loss that trains a denoiser bounds a likelihood. With the exact posterior
    mean, the exact $p(x \mid z_a)$ and a large $b$ it is $-\log p(x)$. Divided by the number of
    components and by $\log 2$ it is in bits per dimension, and comparable with that of a flow on
    dequantised images.

    Attributes:
        values: What a component can be, and how frequent each value is.
        low: Smallest level $a$.
        high: Largest level $b$.
        spread: Standard deviation $s$ of the data's components.
        centre: Their mean $m$.
        draws: Levels, which cover the range evenly; each is used for all images.

    Raises:
        ValueError: If the levels or a count are outside their domain.

    Source:
        Kingma et al. (2021), equations 11 to 15; Ho et al. (2020), equation 5.
    """

    values: PixelValues
    low: float
    high: float
    spread: float
    centre: float = 0.0
    draws: int = 32

    def __post_init__(self) -> None:
        check_counts(draws=self.draws)
        if not 0 < self.low < self.high:
            raise ValueError(
                f"low must be > 0 and below high, got low={self.low} and high={self.high}"
            )

    def __call__(
        self, denoise: LevelDenoiser, images: Examples, generator: Generator
    ) -> PerExample:
        """The bound of each image, float64.

        Args:
            denoise: Denoiser at all levels.
            images: Clean images, with values out of `values`.
            generator: Source of noise and levels.
        """
        check_generator(generator)

        def noisy(sigma: float) -> Tensor:
            noise = torch.randn(images.shape, generator=generator, device=generator.device)
            return images + sigma * noise.to(images)

        found = self._start(images) - self.values.log_prob(images, noisy(self.low), self.low)
        width = math.log(self.high / self.low) / self.draws
        places = torch.rand(self.draws, generator=generator, device=generator.device)
        for part, place in enumerate(places.tolist()):
            sigma = self.low * math.exp(width * (part + place))
            error = (images - denoise(noisy(sigma), sigma)).double().square()
            found = found + width * error.flatten(1).sum(dim=1) / sigma**2
        return found

    def _start(self, images: Examples) -> PerExample:
        """The divergence of the noisiest image from the noise that sampling starts with."""
        total = self.high**2 + self.spread**2
        ratio = self.high**2 / total
        squares = (images - self.centre).double().square().flatten(1) / total
        return 0.5 * (squares + ratio - 1 - math.log(ratio)).sum(dim=1)
