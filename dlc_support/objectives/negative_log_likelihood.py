"""The negative log likelihood of a model that has a density."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Generator, nn

from dlc_support.data.split import Batch
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class NegativeLogLikelihood(Objective):
    r"""$-\log p(x)$ in nats, summed over the components of an example, averaged over the batch.

    For models with `log_prob`, such as a flow. The density is one of continuous data: the number
    can be negative, and it moves when the data are rescaled. For images of whole grey levels
    there is `BitsPerDimension`.

    Example:
        >>> import torch
        >>> from dlc_support.models import Glow
        >>> origin = Batch(torch.zeros(4, 2, 1, 1))
        >>> flow = Glow(2, 1, (2,), 8, squeeze=1).eval()
        >>> loss = NegativeLogLikelihood()(flow, origin, torch.Generator()).total
        >>> loss.ndim
        0
    """

    exact: ClassVar[bool] = True

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The mean over the batch; nothing is drawn.

        Raises:
            TypeError: If the model has no `log_prob`.
        """
        if not callable(getattr(model, "log_prob", None)):
            raise TypeError(f"model must have log_prob, as Glow has; got {type(model).__name__}")
        return Loss(-model.log_prob(batch.inputs).mean())
