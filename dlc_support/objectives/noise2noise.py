"""Noise2Noise: restore without ever seeing a clean example."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Generator, nn

from dlc_support.corruptions.corruption import Corruption
from dlc_support.data.split import Batch
from dlc_support.objectives.denoising import restore
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.pixel_losses import LossName, check_loss, distance


@dataclass(frozen=True)
class Noise2Noise:
    r"""One corrupted draw's distance from what the model makes of another.

    $\mathbb E\, \ell(\phi(x + \epsilon), x + \delta)$ with two independent draws of one example.
    With the squared error $\|\cdot\|^2$ and noise whose mean is zero, the minimiser is that of
    denoising with clean targets, and the risk is larger by $\mathbb E \|\delta\|^2$ (with
    `half_sse`, by half of it).

    Attributes:
        corruption: Draws the input, afresh at each step.
        loss: As in `Denoising`.
        target_corruption: Draws the target; None takes `corruption`.

    Source:
        Lehtinen et al. (2018), section 2; Fleuret, lecture 7.3.
    """

    corruption: Corruption
    loss: LossName = "half_sse"
    target_corruption: Corruption | None = None

    needs: ClassVar[tuple[str, ...]] = ("inputs",)

    def __post_init__(self) -> None:
        check_loss(self.loss)

    @property
    def unit_targets(self) -> bool:
        """True when targets must lie in [0, 1]."""
        return self.loss == "bce"

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from a second corrupted draw."""
        corrupted = self.corruption(batch.inputs, generator)
        clean = batch.inputs if batch.targets is None else batch.targets
        target = (self.target_corruption or self.corruption)(clean, generator)
        return Loss(distance(self.loss, restore(model, corrupted, batch), target))
