"""Bits per dimension of a model of 8-bit images: what flows on images minimise."""

import math
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, nn

from dlc_support.arguments import check_range
from dlc_support.data.split import Batch, Range
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class BitsPerDimension(Objective):
    r"""A bound on $-\log_2 P(x) / D$ of images of 256 grey levels and $D$ components.

    The sum of the model's parts in nats, divided by $D \ln 2$: density of the flow,
    dequantisation, and where there is a code, its divergence from the prior. Eight bits are what
    a uniform model of 256 levels gives.

    Attributes:
        beta: Weight of the divergence; at 1 the total is a bound.

    Raises:
        ValueError: If `beta` is negative.

    Source:
        Theis, van den Oord and Bethge (2016), section 3.1.
    """

    beta: float = 1.0
    target_range: ClassVar[Range] = "unit"
    exact: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_range("beta", torch.tensor(float(self.beta)), 0.0, math.inf)

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
        total = density + self.beta * parts["kl"]
        return Loss(total, {"bits_per_dim": density + parts["kl"], **parts})
