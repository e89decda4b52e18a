"""What an objective is: a model and a batch in, a loss with named parts out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from torch import Generator, Tensor, nn

from dlc_support.data.split import Batch, Range
from dlc_support.declared import Declaring


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


class Objective(Declaring, ABC):
    """What a player minimises; members are frozen dataclasses, so they print, compare, pickle.

    Attributes:
        needs: Names of the tensors that a batch must have.
        target_range: Range that the targets must have, as in `Split`; None for any. A Bernoulli
            likelihood asks for `"binary"`, a flow that dequantises for `"8-bit"`.
        weighs_observed: Whether errors count only where the batch's `observed` is True. Means are
            still taken over all components.
        exact: Needs float32 throughout, whatever the model says.

    `fit` checks the first three before the first step.
    """

    needs: ClassVar[tuple[str, ...]] = ("inputs",)
    target_range: ClassVar[Range] = None
    weighs_observed: ClassVar[bool] = False
    exact: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The loss of `model` on one batch; all noise is drawn from `generator`."""
