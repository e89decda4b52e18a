"""Distances between an estimate and its target, as scalars for a batch.

Each is named after what it estimates: squared errors have the posterior mean as their minimiser,
the absolute error the posterior median, the cross-entropy the mean as well.
"""

from collections.abc import Callable
from typing import Literal

from torch import Tensor
from torch.nn import functional

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


def check_loss(name: str) -> None:
    """Refuses unknown losses."""
    if name not in PIXEL_LOSSES:
        raise ValueError(f"loss must be one of {sorted(PIXEL_LOSSES)}, got {name!r}")


def distance(name: str, estimate: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """The named loss, refusing shapes that would broadcast into a plausible wrong number.

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
    return PIXEL_LOSSES[name](estimate, target, weight)
