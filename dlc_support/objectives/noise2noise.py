"""Noise2Noise: restore without ever seeing a clean example."""

from dataclasses import dataclass, field
from typing import ClassVar

from torch import Generator, nn

from dlc_support.corruptions.corruption import (
    Corruption,
    Mask,
    at_progress,
    check_corruption,
)
from dlc_support.data.split import Batch, Range
from dlc_support.declared import LATER, printed
from dlc_support.models.model import reconstruct
from dlc_support.objectives.denoising import next_mask
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance, range_for


@dataclass(frozen=True)
class Noise2Noise(Objective):
    r"""One corrupted draw's distance from what the model makes of another.

    $\mathbb E\, \ell(\phi(x + \epsilon), x + \delta)$ with two independent draws of one example.
    With the squared error $\|\cdot\|^2$ and noise whose mean is zero, the minimiser is that of
    denoising with clean targets, and the risk is larger by $\mathbb E \|\delta\|^2$ (with
    `half_sse`, by half of it).

    Attributes:
        corruption: Draws the input, afresh at each step.
        loss: As in `Denoising`.
        target_corruption: Draws the target; None takes `corruption`.
        masked: Leave out the pixels that the target's mask replaced, so that a target with holes
            is no target for what is missing; the target's corruption must be a `Mask`.

    Source:
        Lehtinen et al. (2018), section 2 and, for `masked`, section 3.2; Fleuret, lecture 7.3.
    """

    corruption: Corruption
    loss: AnyLoss = "half_sse"
    target_corruption: Corruption | None = None
    masked: bool = field(default=False, metadata=LATER)

    weighs_observed: ClassVar[bool] = True
    __repr__ = printed

    def __post_init__(self) -> None:
        check_corruption("corruption", self.corruption)
        check_corruption("target_corruption", self.of_target)
        check_loss(self.loss)
        if self.masked and not isinstance(at_progress(self.of_target, 1.0), Mask):
            raise ValueError(
                f"masked needs a target corruption that is a mask, got {self.of_target!r}"
            )

    @property
    def of_target(self) -> Corruption:
        """The corruption that draws the target."""
        return self.target_corruption or self.corruption

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return range_for(self.loss)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from a second corrupted draw."""
        corrupted = at_progress(self.corruption, batch.progress)(batch.inputs, generator)
        of_target = at_progress(self.of_target, batch.progress)
        weight = batch.observed
        if self.masked:
            kept = ~next_mask(of_target, batch.target, generator)
            weight = kept if weight is None else kept & weight
        target = of_target(batch.target, generator)
        estimate = reconstruct(model, corrupted, condition=batch.condition, generator=generator)
        return Loss(distance(self.loss, estimate, target, weight, batch.progress))
