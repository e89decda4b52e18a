"""Bits per dimension of a model of 8-bit images: what flows on images minimise."""

import math
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Generator, nn

from dlc_support.arguments import check_range, kind
from dlc_support.data.split import Batch, Range
from dlc_support.declared import LATER, printed
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.negative_elbo import Weight


@dataclass(frozen=True)
class BitsPerDimension(Objective):
    r"""A bound on $-\log_2 P(x) / D$ of images of 256 grey levels and $D$ components.

    The sum of the model's parts in nats, divided by $D \ln 2$: density of the flow,
    dequantisation, and where there is a code, its divergence from the prior. Eight bits are what
    a uniform model of 256 levels gives.

    Attributes:
        beta: Weight of the divergence, a number or a function of progress such as `Ramp(0.0, 1.0,
            until=0.3)`, the warm-up; at 1, without free bits, the total is a bound.
        free_bits: Nats that the code may cost for nothing: its divergence, averaged over the
            batch, counts only where it is above.

    The part `bits_per_dim` is the bound at every setting: no weight and no free bits count in it.

    Raises:
        TypeError: If `beta` is no number and no function.
        ValueError: If `beta` or `free_bits` is negative.

    Source:
        Theis, van den Oord and Bethge (2016), section 3.1; Kingma et al. (2016), equation 16, for
        free bits, with the whole code as one group.
    """

    beta: Weight = 1.0
    free_bits: float = field(default=0.0, metadata=LATER)
    target_range: ClassVar[Range] = "unit"
    exact: ClassVar[bool] = True
    __repr__ = printed

    def __post_init__(self) -> None:
        if isinstance(self.beta, type | bool):
            raise TypeError(f"beta must be a number or a schedule, got {kind(self.beta)}")
        for progress in (0.0, 1.0):
            weight = torch.tensor(float(self.weight(progress)))
            check_range("beta", weight, 0.0, math.inf)
        check_range("free_bits", torch.tensor(float(self.free_bits)), 0.0, math.inf)

    def weight(self, progress: float) -> float:
        """The weight of the divergence when the share `progress` of the run is over."""
        return self.beta(progress) if callable(self.beta) else self.beta

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The bound with one draw of noise and code; parts in bits per dimension, too.

        Raises:
            TypeError: If the model has no `bound`.
        """
        if not callable(getattr(model, "bound", None)):
            raise TypeError(
                f"model must have bound, as DiscreteFlow has; got {type(model).__name__}"
            )
        size, images = (len(batch), *model.noise_shape), batch.inputs
        noise = torch.randn(size, generator=generator, device=generator.device).to(images)
        bits = images[0].numel() * math.log(2)
        parts = {name: nats.mean() / bits for name, nats in model.bound(images, noise).items()}
        density = parts["flow"] + parts["dequantisation"]
        paid = parts["kl"].clamp(min=self.free_bits / bits) if self.free_bits else parts["kl"]
        total = density + self.weight(batch.progress) * paid
        return Loss(total, {"bits_per_dim": density + parts["kl"], **parts})
