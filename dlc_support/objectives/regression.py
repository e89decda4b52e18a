"""Regression: predict the target that comes with each input."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Generator, nn

from dlc_support.data.split import Batch, Range
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance, range_for


@dataclass(frozen=True)
class Regression(Objective):
    r"""The target's distance from what the model makes of the input, which is given as it is.

    $\mathbb E\, \ell(\phi(x), y)$. Nothing is drawn: the pairs are in the data, such as a small
    photograph and the large one that it was made of. The estimate has the target's shape.

    Attributes:
        loss: As in `Denoising`. The absolute error, the default, is what most networks for
            super-resolution are trained with.

    Source:
        Lim et al. (2017) for the absolute error.

    Example:
        >>> import torch
        >>> pair = Batch(torch.zeros(2, 3), targets=torch.ones(2, 3))
        >>> Regression()(nn.Identity(), pair, torch.Generator()).total
        tensor(1.)
    """

    loss: AnyLoss = "l1"

    needs: ClassVar[tuple[str, ...]] = ("inputs", "targets")
    weighs_observed: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_loss(self.loss)

    @property
    def target_range(self) -> Range:
        """Range that the targets must have."""
        return range_for(self.loss)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance of the model's estimate from the target.

        Raises:
            ValueError: If the batch has no targets, or the estimate another shape.
        """
        if batch.targets is None:
            raise ValueError("Regression needs a batch with targets, got one with inputs only")
        estimate = reconstruct(model, batch.inputs, condition=batch.condition, generator=generator)
        return Loss(distance(self.loss, estimate, batch.target, batch.observed, batch.progress))
