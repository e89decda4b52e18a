"""Classification: tell the class of each input."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Generator, nn
from torch.nn import functional

from dlc_support.data.split import Batch
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class Classification(Objective):
    r"""Cross-entropy of the labels under the model's logits, in nats per example.

    $-\mathbb E \log p_\phi(y \mid x)$ with $p_\phi = \operatorname{softmax} \phi(x)$; a model that
    knows nothing of K equally frequent classes is at $\log K$.

    Example:
        >>> import torch
        >>> digits = Batch(torch.zeros(2, 10), labels=torch.tensor([3, 7]))
        >>> Classification()(nn.Identity(), digits, torch.Generator()).total
        tensor(2.3026)
    """

    needs: ClassVar[tuple[str, ...]] = ("inputs", "labels")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The mean cross-entropy, and the share of errors as a part.

        Raises:
            ValueError: If the batch has no labels.
        """
        if batch.labels is None:
            raise ValueError("Classification needs a batch with labels, got one without")
        logits = reconstruct(model, batch.inputs, condition=batch.condition, generator=generator)
        wrong = (logits.detach().argmax(dim=1) != batch.labels).float().mean()
        return Loss(functional.cross_entropy(logits, batch.labels), {"errors": wrong})
