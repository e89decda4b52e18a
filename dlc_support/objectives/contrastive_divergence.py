"""Contrastive divergence: data against what a few steps of the model's own chain make of them."""

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from torch import Generator, Tensor, nn

from dlc_support.arguments import check_counts, kind
from dlc_support.data.split import Batch, Range
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.shapes import Examples, PerExample


@runtime_checkable
class Machine(Protocol):
    """What contrastive divergence can train, such as `RBM`."""

    def free_energy(self, inputs: Examples) -> PerExample:
        """The energy of each example, the hidden units summed out."""
        ...

    def gibbs(self, inputs: Examples, generator: Generator) -> Tensor:
        """One step of the chain that leaves the model's density as it is."""
        ...


@dataclass(frozen=True)
class ContrastiveDivergence(Objective):
    r"""CD-k: lowers the free energy of the data, and raises it where k Gibbs steps lead.

    The gradient of $-\log p(v)$ is $\partial F(v) - \mathbb E_p\, \partial F$, with an expectation
    over the model's own density, for which a chain would have to run long. Contrastive divergence
    stops it after k steps from the data:

    $$\mathbb E\,[\partial F(v) - \partial F(v_k)].$$

    The total is $F(v) - F(v_k)$ with $v_k$ held fixed, since it has this gradient. It is no
    likelihood, may be negative, and falls for other reasons too. For large k the gradient is the
    exact one; for small k it is biased, and belongs to no function at all.

    Attributes:
        steps: Number k of Gibbs steps, at least 1.

    Source:
        Hinton (2002), equation 5; Sutskever and Tieleman (2010) for the last remark.

    Example:
        >>> import torch
        >>> from dlc_support.models import RBM
        >>> halves = Batch(torch.full((10, 4), 0.5))
        >>> sorted(ContrastiveDivergence()(RBM(4, 3), halves, torch.Generator()).parts)
        ['reconstruction']
    """

    steps: int = 1

    target_range: ClassVar[Range] = "unit"

    def __post_init__(self) -> None:
        check_counts(steps=self.steps)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The difference of free energies, and how far the chain ends from where it began.

        The part `reconstruction` is the squared distance of $v_k$ from the data, summed over
        components: the error that is usually watched, although the objective does not lower it.

        Raises:
            TypeError: If the model has no free energy, or no chain.
        """
        if not isinstance(model, Machine):
            raise TypeError(
                "ContrastiveDivergence needs a model with free_energy and gibbs, such as RBM, "
                f"got {kind(model)}"
            )
        chain = batch.inputs
        for _ in range(self.steps):
            chain = model.gibbs(chain, generator)
        energies = model.free_energy(batch.inputs) - model.free_energy(chain)
        moved = (batch.inputs - chain).square().flatten(1).sum(dim=1)
        return Loss(energies.mean(), {"reconstruction": moved.mean()})
