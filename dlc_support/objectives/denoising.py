"""Denoising: restore the clean example from a corrupted one."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions.corruption import Corruption, Mask
from dlc_support.data.split import Batch
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance


@dataclass(frozen=True)
class Denoising:
    r"""The clean example's distance from what the model makes of a corrupted one.

    $\mathbb E\, \ell(\phi(\tilde x), x)$ with $\tilde x \sim q(\cdot \mid x)$.

    Attributes:
        corruption: Draws the corrupted input, afresh at each step.
        loss: `"half_sse"` (the default, 0.5 SSE per example), `"mse"`, `"l1"`, `"bce"` (the
            model returns logits, targets lie in [0, 1]), or a `PixelLoss` such as `AnnealedL0()`.
        emphasis: Weights (touched, intact) of the components that a mask replaced and of those
            that it left alone; the corruption must be a `Mask`.
        show_mask: Give the model the mask as further channels behind the corrupted image.

    The target is the batch's `targets` where it has any, else its `inputs`. A batch's `condition`
    is handed to the model as a second argument.

    Source:
        Vincent et al. (2010), section 3 and, for the emphasis, section 3.4; Fleuret, lecture 7.3.
    """

    corruption: Corruption
    loss: AnyLoss = "half_sse"
    emphasis: tuple[float, float] | None = None
    show_mask: bool = False

    needs: ClassVar[tuple[str, ...]] = ("inputs",)

    def __post_init__(self) -> None:
        check_loss(self.loss)
        if self.emphasis is not None and min(self.emphasis) < 0:
            raise ValueError(f"emphasis must be two weights >= 0, got {self.emphasis}")
        if self.uses_mask and not isinstance(self.corruption, Mask):
            raise ValueError(
                f"emphasis and show_mask need a corruption that is a mask, got {self.corruption!r}"
            )

    @property
    def uses_mask(self) -> bool:
        """True when the mask itself is needed, not only what it leaves."""
        return self.emphasis is not None or self.show_mask

    @property
    def unit_targets(self) -> bool:
        """True when targets must lie in [0, 1]."""
        return self.loss == "bce"

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from the target."""
        clean = batch.inputs
        touched = touched_next(self.corruption, clean, generator) if self.uses_mask else None
        corrupted = self.corruption(clean, generator)
        if self.show_mask:
            corrupted = with_mask(corrupted, touched)
        estimate = restore(model, corrupted, batch)
        target = clean if batch.targets is None else batch.targets
        weight = self._weight(touched)
        return Loss(distance(self.loss, estimate, target, weight, batch.progress))

    def _weight(self, touched: Tensor | None) -> Tensor | None:
        if self.emphasis is None:
            return None
        inside, outside = self.emphasis
        return torch.where(touched, inside, outside)


def touched_next(mask: Mask, clean: Tensor, generator: Generator) -> Tensor:
    """The mask of the draw that the generator stands before; it still stands there afterwards."""
    before = generator.get_state()
    touched = mask.touched(clean, generator)
    generator.set_state(before)
    return touched


def with_mask(corrupted: Tensor, touched: Tensor) -> Tensor:
    """Corrupted images with their mask as further channels: what a model that knows it sees."""
    return torch.cat([corrupted, touched.to(corrupted.dtype)], dim=1)


def restore(model: nn.Module, corrupted: Tensor, batch: Batch) -> Tensor:
    """The model's estimate, told the condition where the batch has one."""
    if batch.condition is None:
        return model(corrupted)
    return model(corrupted, batch.condition)
