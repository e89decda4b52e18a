"""Denoising: restore the clean example from a corrupted one."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions.corruption import (
    Corruption,
    Mask,
    at_progress,
    check_corruption,
)
from dlc_support.data.split import Batch, Range
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance, range_for


@dataclass(frozen=True)
class Denoising(Objective):
    r"""The clean example's distance from what the model makes of a corrupted one.

    $\mathbb E\, \ell(\phi(\tilde x), x)$ with $\tilde x \sim q(\cdot \mid x)$.

    Attributes:
        corruption: Draws the corrupted input, afresh at each step.
        loss: `"half_sse"` (the default, 0.5 SSE per example), `"mse"`, `"l1"`, `"bce"` (the
            model returns logits, targets lie in [0, 1]), or a `PixelLoss` such as `AnnealedL0()`.
        emphasis: Weights (masked, intact) of the components that a mask replaced and of those
            that it left alone; the corruption must be a `Mask`.
        show_mask: Give the model the mask as further channels behind the corrupted image.

    The corruption is that of the moment, where its level is `Scheduled`.

    Source:
        Vincent et al. (2010), section 3 and, for the emphasis, section 3.4; Fleuret, lecture 7.3.
    """

    corruption: Corruption
    loss: AnyLoss = "half_sse"
    emphasis: tuple[float, float] | None = None
    show_mask: bool = False

    weighs_observed: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_corruption("corruption", self.corruption)
        check_loss(self.loss)
        two = isinstance(self.emphasis, tuple) and len(self.emphasis) == 2
        if self.emphasis is not None and not (two and min(self.emphasis) >= 0):
            raise ValueError(f"emphasis must be two weights >= 0, got {self.emphasis}")
        if self.uses_mask and not isinstance(at_progress(self.corruption, 1.0), Mask):
            raise ValueError(
                f"emphasis and show_mask need a corruption that is a mask, got {self.corruption!r}"
            )

    @property
    def uses_mask(self) -> bool:
        """True when the mask itself is needed, not only what it leaves."""
        return self.emphasis is not None or self.show_mask

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return range_for(self.loss)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from the target."""
        clean, corruption = batch.inputs, at_progress(self.corruption, batch.progress)
        mask = next_mask(corruption, clean, generator) if self.uses_mask else None
        corrupted = corruption(clean, generator)
        if self.show_mask:
            corrupted = with_mask(corrupted, mask)
        estimate = reconstruct(model, corrupted, condition=batch.condition, generator=generator)
        weight = batch.observed
        if self.emphasis is not None:
            emphasis = torch.where(mask, *self.emphasis)
            weight = emphasis if weight is None else emphasis * weight
        return Loss(distance(self.loss, estimate, batch.target, weight, batch.progress))


def next_mask(mask: Mask, clean: Tensor, generator: Generator) -> Tensor:
    """The mask of the draw that the generator stands before; it still stands there afterwards."""
    before = generator.get_state()
    drawn = mask.mask(clean, generator)
    generator.set_state(before)
    return drawn


def with_mask(corrupted: Tensor, mask: Tensor) -> Tensor:
    """Corrupted images with their mask as further channels: what a model that knows it sees."""
    return torch.cat([corrupted, mask.to(corrupted.dtype)], dim=1)
