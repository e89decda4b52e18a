"""Distances between an estimate and its target, as scalars for a batch.

Each is told apart by what it estimates: squared errors have the posterior mean as their minimiser,
the absolute error the posterior median, the cross-entropy the mean as well. A loss with settings
of its own is a `PixelLoss`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

from torch import Tensor
from torch.nn import functional

from dlc_support.data.split import Range

LossName = Literal["half_sse", "mse", "l1", "bce"]


def half_sse(estimate: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    r"""$\frac{1}{2 B} \sum_b \|\hat x_b - x_b\|^2$: summed over components, mean over the batch.

    Source:
        Fleuret, Deep learning, lecture 7.3, the training loop on MNIST.
    """
    return 0.5 * weighted((estimate - target).square(), weight).sum() / len(target)


def mse(estimate: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Squared error, mean over components and batch."""
    return weighted((estimate - target).square(), weight).mean()


def l1(estimate: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Absolute error, mean over components and batch."""
    return weighted((estimate - target).abs(), weight).mean()


def bce(estimate: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Cross-entropy in nats of logits under targets in [0, 1], summed over components.

    On grey targets its lowest value is their entropy, not 0.
    """
    nats = functional.binary_cross_entropy_with_logits(estimate, target, reduction="none")
    return weighted(nats, weight).sum() / len(target)


def weighted(values: Tensor, weight: Tensor | None) -> Tensor:
    """Values times weights, where there are weights."""
    return values if weight is None else values * weight


PIXEL_LOSSES: dict[str, Callable[..., Tensor]] = {
    "half_sse": half_sse,
    "mse": mse,
    "l1": l1,
    "bce": bce,
}


class PixelLoss(ABC):
    """A loss with settings, or one that changes in the course of a run.

    Members are frozen dataclasses, so that they print as their constructor and a run is found
    again by its name. They say what an error counts; its mean is taken here.
    """

    @abstractmethod
    def errors(self, estimate: Tensor, target: Tensor, progress: float) -> Tensor:
        """What the error of each component counts.

        Args:
            estimate: What the model returned.
            target: What it is held to, of the same shape.
            progress: Share of the run that is over, in [0, 1].
        """

    def __call__(
        self,
        estimate: Tensor,
        target: Tensor,
        *,
        weight: Tensor | None = None,
        progress: float = 0.0,
    ) -> Tensor:
        """The scalar to minimise: the mean over components and batch.

        Args:
            estimate: What the model returned.
            target: What it is held to, of the same shape.
            weight: Factor on each component's error; None for 1.
            progress: Share of the run that is over, in [0, 1].
        """
        return weighted(self.errors(estimate, target, progress), weight).mean()


AnyLoss = LossName | PixelLoss


def check_loss(loss: object) -> None:
    """Refuses unknown names, and what is neither a name nor a loss.

    Raises:
        ValueError: If there is no loss of that name.
        TypeError: If `loss` cannot be called on an estimate and its target.
    """
    if isinstance(loss, str):
        if loss not in PIXEL_LOSSES:
            raise ValueError(f"loss must be one of {sorted(PIXEL_LOSSES)}, got {loss!r}")
    elif isinstance(loss, type) or not callable(loss):
        raise TypeError(f"loss must be a name or a PixelLoss such as AnnealedL0(), got {loss!r}")


def range_for(loss: AnyLoss) -> Range:
    """Range that a loss asks of its targets: the cross-entropy is one of probabilities."""
    return "unit" if loss == "bce" else None


def distance(
    loss: AnyLoss,
    estimate: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    progress: float = 0.0,
) -> Tensor:
    """The loss, refusing shapes that would broadcast into a plausible wrong number.

    Args:
        loss: A name out of `PIXEL_LOSSES`, or a `PixelLoss`.
        estimate: What the model returned.
        target: What it is held to.
        weight: Factor on each component's error; None for 1.
        progress: Share of the run that is over; the named losses do not change with it.

    Raises:
        ValueError: If the shapes differ.
    """
    if estimate.shape != target.shape:
        raise ValueError(
            f"the model returned shape {tuple(estimate.shape)} for a target of shape "
            f"{tuple(target.shape)}"
        )
    if weight is not None and weight.shape != target.shape:
        raise ValueError(
            f"weights of shape {tuple(weight.shape)} for a target of shape {tuple(target.shape)}"
        )
    if isinstance(loss, str):
        return PIXEL_LOSSES[loss](estimate, target, weight)
    return loss(estimate, target, weight=weight, progress=progress)
