"""Optimisers as values: they print, compare and name a run, and are built when it starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import torch
from torch.nn import Parameter

from dlc_support.declared import LATER, printed

OptimizerSpec = Callable[[Iterable[Parameter]], torch.optim.Optimizer]


@dataclass(frozen=True)
class Adam:
    r"""Adam, with decoupled weight decay where `weight_decay` is positive.

    The other weight decay is a term of the loss, $\tfrac{\lambda}{2} \|w\|^2$, whose gradient Adam
    scales like any other: `l2`, the $\lambda$. In SGD the two are one.

    The fused implementation is used: one pass over the weights instead of a dozen, on the CPU
    too (measured in `benchmarks/`).

    Source:
        Kingma and Ba (2015), algorithm 1; Loshchilov and Hutter (2019) for the weight decay.
    """

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    weight_decay: float = 0.0
    fused: bool = True
    l2: float = field(default=0.0, metadata=LATER)

    __repr__ = printed

    def __post_init__(self) -> None:
        if self.lr <= 0:
            raise ValueError(f"lr must be > 0, got {self.lr}")
        if self.weight_decay < 0:
            raise ValueError(f"weight_decay must be >= 0, got {self.weight_decay}")
        if self.l2 < 0 or (self.l2 and self.weight_decay):
            raise ValueError(
                "l2 must be >= 0, and 0 beside a decoupled weight_decay, "
                f"got l2={self.l2} and weight_decay={self.weight_decay}"
            )

    def __call__(self, parameters: Iterable[Parameter]) -> torch.optim.Optimizer:
        """The optimiser for these weights."""
        kind = torch.optim.Adam if self.l2 else torch.optim.AdamW
        return kind(
            parameters,
            lr=self.lr,
            betas=self.betas,
            weight_decay=self.l2 or self.weight_decay,
            fused=self.fused,
        )


@dataclass(frozen=True)
class SGD:
    """Stochastic gradient descent with momentum."""

    lr: float = 0.1
    momentum: float = 0.0
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        if self.lr <= 0:
            raise ValueError(f"lr must be > 0, got {self.lr}")

    def __call__(self, parameters: Iterable[Parameter]) -> torch.optim.Optimizer:
        """The optimiser for these weights."""
        return torch.optim.SGD(
            parameters, lr=self.lr, momentum=self.momentum, weight_decay=self.weight_decay
        )
