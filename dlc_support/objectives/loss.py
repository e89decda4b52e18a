"""What an objective is: a model and a batch in, a loss with named parts out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from torch import Generator, Tensor, nn

from dlc_support.data.split import Batch


@dataclass(frozen=True)
class Loss:
    """A scalar to minimise, and the named parts to watch.

    Attributes:
        total: Scalar with a graph. Parts are summed over components and averaged over the batch
            unless the objective says otherwise.
        parts: Named scalars for the history, such as `reconstruction` and `kl`.
    """

    total: Tensor
    parts: Mapping[str, Tensor] = field(default_factory=dict)


@runtime_checkable
class Objective(Protocol):
    """What a player minimises; members are frozen dataclasses, so they print, compare, pickle.

    An objective may say which fields of a batch it needs (`needs`, names of tensors) and what
    range its targets must have; `fit` checks both before the first step.
    """

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The loss of `model` on one batch; all noise is drawn from `generator`."""
        ...
