"""Families of p(x | z): what the outputs of a decoder are the parameters of."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional

from dlc_support.data.ranges import Range
from dlc_support.declared import Declaring

SMALL = 0.02  # logits below which the continuous Bernoulli's normaliser is a series


class DecoderFamily(Declaring, ABC):
    """A family of distributions of an example, one for each output of the decoder, in nats.

    Members are frozen dataclasses. Log probabilities of different families are not comparable: a
    probability of black and white pixels and a density of grey ones have different units.

    Attributes:
        name: Of the family, in words.
        target_range: Range that the examples must have; None for any.
        normalised: Whether the values are log probabilities at all.
    """

    name: ClassVar[str]
    target_range: ClassVar[Range] = None
    normalised: ClassVar[bool] = True

    @abstractmethod
    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log probability of each component, for tensors of one shape."""

    @abstractmethod
    def mean(self, parameters: Tensor) -> Tensor:
        """Mean of each component: the picture to look at."""

    def log_prob(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log probability of each example in nats, summed over its components.

        Args:
            parameters: What the decoder returned, `(..., batch, *shape)`: more axes than the batch
                may lead, such as `(samples, batch, *shape)`.
            target: The examples, `(batch, *shape)`.

        Raises:
            ValueError: If the shapes do not fit.
        """
        if parameters.shape[-target.ndim :] != target.shape:
            raise ValueError(
                f"parameters must end in the target's shape {tuple(target.shape)}, got "
                f"{tuple(parameters.shape)}"
            )
        each = self.nats(parameters, target.expand_as(parameters))
        return each.flatten(parameters.ndim - target.ndim + 1).sum(dim=-1)


@dataclass(frozen=True)
class BernoulliDecoder(DecoderFamily):
    r"""Probability of black and white pixels; the decoder returns logits.

    $x \log \sigma(\ell) + (1 - x) \log (1 - \sigma(\ell))$ for $x \in \{0, 1\}$.
    Grey pixels are refused: on them the formula is a `GreyCrossEntropy`.

    Source:
        Kingma and Welling (2014), appendix C.1.

    Example:
        >>> BernoulliDecoder().log_prob(torch.zeros(1, 3), torch.tensor([[0.0, 1.0, 1.0]]))
        tensor([-2.0794])
    """

    name: ClassVar[str] = "Bernoulli"
    target_range: ClassVar[Range] = "binary"

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log probability of each pixel."""
        return -functional.binary_cross_entropy_with_logits(parameters, target, reduction="none")

    def mean(self, parameters: Tensor) -> Tensor:
        """Probability of white."""
        return parameters.sigmoid()


@dataclass(frozen=True)
class GreyCrossEntropy(BernoulliDecoder):
    r"""The Bernoulli formula on grey pixels: a score in nats, and no log probability.

    Over $x \in [0, 1]$ it is not normalised, and at the best logits it is minus the entropy of
    the pixels instead of 0. Evaluation refuses it; many publications train with it.

    Source:
        Loaiza-Ganem and Cunningham (2019), section 3.
    """

    name: ClassVar[str] = "cross-entropy on grey pixels"
    target_range: ClassVar[Range] = "unit"
    normalised: ClassVar[bool] = False


@dataclass(frozen=True)
class ContinuousBernoulliDecoder(DecoderFamily):
    r"""Density of grey pixels in [0, 1]; the decoder returns logits.

    $\log p(x \mid \ell) = \ell x - \log \int_0^1 e^{\ell t} \mathrm d t
    = \ell x - \log \frac{e^\ell - 1}{\ell}$.

    Source:
        Loaiza-Ganem and Cunningham (2019), equations 7 and 8, there in $\lambda = \sigma(\ell)$.

    Example:
        >>> ContinuousBernoulliDecoder().log_prob(torch.zeros(1, 3), torch.rand(1, 3))
        tensor([0.])
    """

    name: ClassVar[str] = "continuous Bernoulli"
    target_range: ClassVar[Range] = "unit"

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log density of each pixel."""
        size = parameters.abs()
        near = size < SMALL  # there the quotient is 0 / 0, and its gradient as well
        safe = torch.where(near, torch.ones_like(size), size)
        # (e^l - 1) / l = e^max(l, 0) (1 - e^-|l|) / |l|
        far = parameters.clamp(min=0) + (-torch.expm1(-safe) / safe).log()
        series = parameters / 2 + parameters.square() / 24
        return parameters * target - torch.where(near, series, far)

    def mean(self, parameters: Tensor) -> Tensor:
        r"""$1 / (1 - e^{-\ell}) - 1 / \ell$, which is not $\sigma(\ell)$."""
        near = parameters.abs() < SMALL
        safe = torch.where(near, torch.ones_like(parameters), parameters)
        return torch.where(near, 0.5 + parameters / 12, -1 / torch.expm1(-safe) - 1 / safe)


@dataclass(frozen=True)
class GaussianDecoder(DecoderFamily):
    r"""Density under normal noise of one standard deviation; the decoder returns means.

    $-\frac{(x - \mu)^2}{2 \sigma^2} - \log \sigma - \frac12 \log 2 \pi$ for each component. Half
    the squared error is the case $\sigma = 1$ without its constant.

    Attributes:
        sigma: Standard deviation in the unit of the data, positive.

    Raises:
        ValueError: If sigma is not positive.

    Example:
        >>> GaussianDecoder(sigma=1.0).log_prob(torch.zeros(1, 1), torch.ones(1, 1))
        tensor([-1.4189])
    """

    sigma: float

    name: ClassVar[str] = "Gaussian"

    def __post_init__(self) -> None:
        if not 0 < self.sigma < math.inf:
            raise ValueError(f"sigma must be positive and finite, got {self.sigma}")

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log density of each component."""
        constant = math.log(self.sigma) + 0.5 * math.log(2 * math.pi)
        return -0.5 * ((target - parameters) / self.sigma).square() - constant

    def mean(self, parameters: Tensor) -> Tensor:
        """The parameters themselves."""
        return parameters


@dataclass(frozen=True)
class LaplaceDecoder(DecoderFamily):
    r"""Density under noise with two exponential tails; the decoder returns medians.

    $-|x - \mu| / b - \log 2 b$ for each component. The absolute error is the case $b = 1$ without
    its constant. The best $\mu$ for several $x$ is their median, where a `GaussianDecoder` has
    their mean.

    Attributes:
        scale: The mean absolute deviation $b$ in the unit of the data, positive; the standard
            deviation is $\sqrt 2\, b$.

    Raises:
        ValueError: If the scale is not positive.

    Example:
        >>> LaplaceDecoder(scale=1.0).log_prob(torch.zeros(1, 1), torch.ones(1, 1))
        tensor([-1.6931])
    """

    scale: float

    name: ClassVar[str] = "Laplace"

    def __post_init__(self) -> None:
        if not 0 < self.scale < math.inf:
            raise ValueError(f"scale must be positive and finite, got {self.scale}")

    def nats(self, parameters: Tensor, target: Tensor) -> Tensor:
        """Log density of each component."""
        return -(target - parameters).abs() / self.scale - math.log(2 * self.scale)

    def mean(self, parameters: Tensor) -> Tensor:
        """The parameters themselves: the density is symmetric."""
        return parameters
