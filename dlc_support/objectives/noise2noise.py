"""Noise2Noise: restore without ever seeing a clean example."""

from dataclasses import dataclass, fields
from typing import ClassVar

from torch import Generator, Tensor, nn

from dlc_support.corruptions.corruption import Corruption, Mask
from dlc_support.data.split import Batch
from dlc_support.objectives.denoising import restore, touched_next
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance


@dataclass(frozen=True, repr=False)
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
        masked: Leave out the pixels that the target's mask replaced, so that a target with holes
            is no target for what is missing; the target's corruption must be a `Mask`.

    Source:
        Lehtinen et al. (2018), section 2 and, for `masked`, section 3.2; Fleuret, lecture 7.3.
    """

    corruption: Corruption
    loss: AnyLoss = "half_sse"
    target_corruption: Corruption | None = None
    masked: bool = False

    needs: ClassVar[tuple[str, ...]] = ("inputs",)

    def __post_init__(self) -> None:
        check_loss(self.loss)
        if self.masked and not isinstance(self.of_target, Mask):
            raise ValueError(
                f"masked needs a target corruption that is a mask, got {self.of_target!r}"
            )

    def __repr__(self) -> str:
        # `masked` came later, and a run is named after what it prints: only its use is shown.
        shown = [field.name for field in fields(self) if field.name != "masked" or self.masked]
        return f"Noise2Noise({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    @property
    def of_target(self) -> Corruption:
        """The corruption that draws the target."""
        return self.target_corruption or self.corruption

    @property
    def unit_targets(self) -> bool:
        """True when targets must lie in [0, 1]."""
        return self.loss == "bce"

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from a second corrupted draw."""
        corrupted = self.corruption(batch.inputs, generator)
        clean = batch.inputs if batch.targets is None else batch.targets
        weight = self._kept(clean, generator) if self.masked else None
        target = self.of_target(clean, generator)
        estimate = restore(model, corrupted, batch)
        return Loss(distance(self.loss, estimate, target, weight, batch.progress))

    def _kept(self, clean: Tensor, generator: Generator) -> Tensor:
        return (~touched_next(self.of_target, clean, generator)).to(clean)
