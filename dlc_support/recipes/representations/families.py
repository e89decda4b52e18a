"""Five families of generative models, each small enough for the plane.

Each draws samples, and each has a loss of its own; the GAN alone has no density.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn
from torch.func import functional_call
from torch.nn.functional import softplus

from dlc_support.data.split import Batch
from dlc_support.models import MLP, Model
from dlc_support.objectives import Loss, Objective
from dlc_support.shapes import Codes, PerExample, Points, Scalar

WIDTH = 64  # hidden units of every network, in two layers
HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True)
class OwnLoss(Objective):
    """What a family minimises, as the family says it: `model.loss(points, generator)`."""

    exact: ClassVar[bool] = True

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The family's loss on a batch of points."""
        return Loss(model.loss(batch.inputs, generator))


def network(inputs: int, outputs: int) -> MLP:
    """The network that all families are made of."""
    return MLP((inputs, WIDTH, WIDTH, outputs), activation=nn.SiLU)


def normal(count: int, generator: Generator) -> Points:
    """Standard normal points."""
    return torch.randn(count, 2, generator=generator)


def normal_log_prob(values: Tensor, log_scale: Tensor | float = 0.0) -> Tensor:
    """Log density of independent normals with mean 0, summed over the last axis."""
    scaled = values * (-torch.as_tensor(log_scale)).exp()
    return (-0.5 * scaled.square() - log_scale - HALF_LOG_TWO_PI).sum(dim=-1)


class GAN(Model):
    r"""A generator against a critic: samples, and nothing else.

    Both learn in the same step. The generator sees the critic with its weights held fixed and
    minimises $\operatorname{softplus}(-c(g(z)))$; the critic minimises its cross-entropy plus
    $\tfrac{\gamma}{2} \|\nabla c\|^2$ on data.

    Source:
        Goodfellow et al. (2014), equation 1; Mescheder et al. (2018), equation 9, for the penalty.
    """

    def __init__(self, penalty: float = 0.1) -> None:
        super().__init__()
        self.generator, self.critic, self.penalty = network(2, 2), network(2, 1), penalty

    def loss(self, points: Points, generator: Generator) -> Scalar:
        """The generator's loss plus the critic's; each reaches its own weights only."""
        made, real = self.sample(len(points), generator), points.requires_grad_()
        held = {name: weight.detach() for name, weight in self.critic.named_parameters()}
        fooled = functional_call(self.critic, held, made)
        judged = self.critic(real)
        (slope,) = torch.autograd.grad(judged.sum(), real, create_graph=True)
        critic = softplus(-judged) + softplus(self.critic(made.detach()))
        penalty = 0.5 * self.penalty * slope.square().sum(dim=1, keepdim=True)
        return (softplus(-fooled) + critic + penalty).mean()

    def sample(self, count: int, generator: Generator) -> Points:
        """What the generator makes of noise."""
        return self.generator(normal(count, generator))


class Autoregressive(Model):
    r"""$p(x_1)\,p(x_2 \mid x_1)$, each a mixture of normals: an exact density, one axis at a time.

    Source:
        Bishop (1994) for the mixtures whose parameters a network gives.
    """

    def __init__(self, parts: int = 10) -> None:
        super().__init__()
        self.first, self.second = nn.Parameter(torch.randn(3 * parts)), network(1, 3 * parts)

    def loss(self, points: Points, generator: Generator) -> Scalar:
        """The mean negative log likelihood; nothing is drawn."""
        return -self.log_prob(points).mean()

    def log_prob(self, points: Points) -> PerExample:
        """Log density in nats."""
        pairs = (self.first.expand(len(points), -1), self.second(points[:, :1]))
        total = torch.zeros(len(points))
        for axis, parameters in enumerate(pairs):
            logits, means, log_scales = parameters.chunk(3, dim=1)
            each = normal_log_prob(
                (points[:, axis, None] - means)[..., None], log_scales[..., None]
            )
            total = total + (logits.squeeze(-1).log_softmax(dim=1) + each).logsumexp(dim=1)
        return total

    def sample(self, count: int, generator: Generator) -> Points:
        """The first coordinate, then the second one given the first."""
        first = self._draw(self.first.expand(count, -1), generator)
        return torch.cat([first, self._draw(self.second(first), generator)], dim=1)

    @staticmethod
    def _draw(parameters: Tensor, generator: Generator) -> Tensor:
        logits, means, log_scales = parameters.chunk(3, dim=1)
        part = torch.multinomial(logits.softmax(dim=1), 1, generator=generator)
        noise = torch.randn(part.shape, generator=generator)
        return means.gather(1, part) + log_scales.gather(1, part).exp() * noise


class Flow(Model):
    r"""Affine couplings: $x_2 \to (x_2 - t(x_1))\,e^{-s(x_1)}$ and in turn, an invertible network.

    Source:
        Dinh et al. (2017), section 3.
    """

    def __init__(self, layers: int = 8) -> None:
        super().__init__()
        self.couplings = nn.ModuleList(network(1, 2) for _ in range(layers))

    def loss(self, points: Points, generator: Generator) -> Scalar:
        """The mean negative log likelihood; nothing is drawn."""
        return -self.log_prob(points).mean()

    def log_prob(self, points: Points) -> PerExample:
        """Log density in nats: the noise's, and the logarithm of the change of area."""
        kept, moved = points[:, :1], points[:, 1:]
        change = torch.zeros(len(points))
        for coupling in self.couplings:
            log_scale, shift = self._law(coupling, kept)
            kept, moved = (moved - shift) * (-log_scale).exp(), kept
            change = change - log_scale[:, 0]
        return normal_log_prob(torch.cat([kept, moved], dim=1)) + change

    def sample(self, count: int, generator: Generator) -> Points:
        """Noise, taken through the inverse couplings."""
        kept, moved = normal(count, generator).chunk(2, dim=1)
        for coupling in reversed(self.couplings):
            log_scale, shift = self._law(coupling, moved)
            kept, moved = moved, kept * log_scale.exp() + shift
        return torch.cat([kept, moved], dim=1)

    @staticmethod
    def _law(coupling: nn.Module, kept: Tensor) -> tuple[Tensor, Tensor]:
        log_scale, shift = coupling(kept).chunk(2, dim=1)
        return 2 * log_scale.tanh(), shift


class VAE(Model):
    r"""A code with a standard normal prior, and a decoder with one learned standard deviation.

    Source:
        Kingma and Welling (2014), section 3; Burda et al. (2016), equation 8, for `log_prob`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = network(2, 4), network(2, 2)
        self.log_sigma = nn.Parameter(torch.tensor(-2.0))  # from 0 the codes stay unused

    def loss(self, points: Points, generator: Generator) -> Scalar:
        """The negative evidence lower bound (ELBO), with one draw of the code."""
        mean, log_scale = self.encoder(points).chunk(2, dim=1)
        codes = mean + log_scale.exp() * normal(len(points), generator)
        divergence = (0.5 * (mean.square() + (2 * log_scale).exp() - 1) - log_scale).sum(dim=1)
        return (divergence - self._likelihood(points, codes)).mean()

    def log_prob(self, points: Points, draws: int = 500) -> PerExample:
        """An estimate of the log density from `draws` weighted codes; a lower bound on average."""
        mean, log_scale = self.encoder(points).chunk(2, dim=1)
        fixed = Generator().manual_seed(0)
        noise = torch.randn(draws, len(points), 2, generator=fixed)
        codes = mean + log_scale.exp() * noise
        weights = self._likelihood(points, codes) + normal_log_prob(codes)
        weights = weights - (normal_log_prob(noise) - log_scale.sum(dim=1))
        return weights.logsumexp(dim=0) - math.log(draws)

    def _likelihood(self, points: Points, codes: Tensor) -> Tensor:
        return normal_log_prob(points - self.decoder(codes), self.log_sigma)

    def encode(self, points: Points) -> Codes:
        """The mean of each point's code."""
        return self.encoder(points)[:, :2]

    def sample(self, count: int, generator: Generator) -> Points:
        """A code from the prior, decoded, plus the decoder's noise."""
        decoded = self.decoder(normal(count, generator))
        return decoded + self.log_sigma.exp() * normal(count, generator)


class Diffusion(Model):
    r"""A denoiser for all noise levels $\sigma$, followed from pure noise down to none.

    With the posterior mean $D(x, \sigma)$ the path $dx / d\sigma = (x - D(x, \sigma)) / \sigma$
    carries the density of the noisy data at one level to that at another.

    Source:
        Karras et al. (2022): equation 3 for the path, table 1 for the scales, algorithm 1 for the
        steps; Song et al. (2021), section 4.3, for the log density.
    """

    def __init__(self, low: float = 0.01, high: float = 10.0, steps: int = 40) -> None:
        super().__init__()
        self.residual, self.spread = network(3, 2), 0.7  # about the data's standard deviation
        levels = torch.linspace(math.log(low), math.log(high), steps + 1).exp()
        self.register_buffer("levels", levels)

    def forward(self, noisy: Points, sigma: Tensor) -> Points:
        """The estimate of the clean point; `sigma` has shape (batch, 1)."""
        total = (sigma.square() + self.spread**2).sqrt()
        seen = torch.cat([noisy / total, sigma.log() / 4], dim=1)
        kept = noisy * (self.spread / total).square()
        return kept + sigma * self.spread / total * self.residual(seen)

    def loss(self, points: Points, generator: Generator) -> Scalar:
        """Squared error at random levels, weighted so that each level counts alike."""
        low, high = self.levels[[0, -1]].log()
        sigma = (low + (high - low) * torch.rand(len(points), 1, generator=generator)).exp()
        error = self(points + sigma * normal(len(points), generator), sigma) - points
        return (error.square() * (sigma**-2 + self.spread**-2)).sum(dim=1).mean()

    def sample(self, count: int, generator: Generator) -> Points:
        """Noise of the largest level, followed down to the smallest."""
        start = self._last_spread * normal(count, generator)
        return self._follow(start, self.levels.flip(0))[0]

    def log_prob(self, points: Points) -> PerExample:
        """Log density in nats: the noise's at the end of the path, and the change of area."""
        end, change = self._follow(points, self.levels)
        return normal_log_prob(end, self._last_spread.log()) + change

    @property
    def _last_spread(self) -> Scalar:
        """Standard deviation of the noisy data at the largest level, where they are normal."""
        return (self.levels[-1].square() + self.spread**2).sqrt()

    def _follow(self, points: Points, levels: Tensor) -> tuple[Points, PerExample]:
        """Heun's steps along the levels, and the integral of the path's divergence."""
        change = torch.zeros(len(points))
        for now, then in pairwise(levels):
            slope, spreading = self._slope(points, now)
            ahead, ahead_spreading = self._slope(points + (then - now) * slope, then)
            points = points + (then - now) * (slope + ahead) / 2
            change = change + (then - now) * (spreading + ahead_spreading) / 2
        return points, change

    @torch.enable_grad()
    def _slope(self, points: Points, sigma: Tensor) -> tuple[Points, PerExample]:
        points = points.detach().requires_grad_()
        slope = (points - self(points, sigma.expand(len(points), 1))) / sigma
        rows = [
            torch.autograd.grad(slope[:, axis].sum(), points, retain_graph=True)[0][:, axis]
            for axis in range(2)
        ]
        return slope.detach(), sum(rows)


FAMILIES = {
    "GAN": GAN,
    "autoregressive": Autoregressive,
    "flow": Flow,
    "VAE": VAE,
    "diffusion": Diffusion,
}
