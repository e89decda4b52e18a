"""Autoencoders that are held back by a penalty on their code instead of a corruption."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor, nn

from dlc_support.data.split import Batch
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.objectives.pixel_losses import AnyLoss, check_loss, distance
from dlc_support.shapes import Codes, PerExample, Scalar


@dataclass(frozen=True)
class SparseAutoencoding(Objective):
    r"""Reconstruction, with a penalty on units whose mean activity differs from a small one.

    $$\mathbb E\, \ell(\phi(x), x) + \beta \sum_j
    \operatorname{KL}\bigl(\mathcal B(\rho) \,\|\, \mathcal B(\bar h_j)\bigr)$$

    with the mean $\bar h_j$ of a unit over the batch. The code must lie in (0, 1), as that of
    sigmoid units does.

    Attributes:
        activity: The mean activity $\rho$ in (0, 1) that units are to have.
        weight: Weight $\beta \ge 0$ of the penalty.
        loss: As in `Denoising`.

    Source:
        Lee et al. (2008) for the idea; this form from Ng (2011), CS294A lecture notes.
    """

    activity: float = 0.05
    weight: float = 1.0
    loss: AnyLoss = "half_sse"

    def __post_init__(self) -> None:
        check_loss(self.loss)
        if not 0 < self.activity < 1:
            raise ValueError(f"activity must lie in (0, 1), got {self.activity}")
        _check_weight(self.weight)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance and the weighted penalty.

        Raises:
            TypeError: If the model has no `encode`.
        """
        if not callable(getattr(model, "encode", None)):
            raise TypeError(f"model must have encode, as MLP has; got {type(model).__name__}")
        penalty = sparsity(model.encode(batch.inputs), self.activity)
        return _loss(self, model, batch, generator, {"sparsity": penalty})


@dataclass(frozen=True)
class ContractiveAutoencoding(Objective):
    r"""Reconstruction, with a penalty on how fast the code changes with the input.

    $$\mathbb E\, \ell(\phi(x), x) + \lambda\, \mathbb E
    \Bigl\| \tfrac{\partial h(x)}{\partial x} \Bigr\|_F^2$$

    For sigmoid units the norm has a closed form, see `contraction`. With free weights the penalty
    can be escaped: small weights in the encoder and large ones in the decoder. Tie them.

    Attributes:
        weight: Weight $\lambda \ge 0$ of the penalty.
        loss: As in `Denoising`.

    Source:
        Rifai et al. (2011), equations 7 and 9.
    """

    weight: float = 0.1
    loss: AnyLoss = "half_sse"

    def __post_init__(self) -> None:
        check_loss(self.loss)
        _check_weight(self.weight)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The distance and the weighted penalty.

        Raises:
            TypeError: If the model is no `MLP` with one hidden layer of sigmoid units.
        """
        layers = [*getattr(model, "layers", [])]
        if len(layers) != 3 or not isinstance(layers[1], nn.Sigmoid):
            raise TypeError(
                "model must be an MLP with one hidden layer of nn.Sigmoid, without dropout and "
                f"batch_norm, got {model}"
            )
        penalty = contraction(model.encode(batch.inputs), model.layers[0].weight).mean()
        return _loss(self, model, batch, generator, {"contraction": penalty})


def sparsity(codes: Codes, activity: float) -> Scalar:
    r"""$\sum_j \operatorname{KL}(\mathcal B(\rho) \| \mathcal B(\bar h_j))$ in nats.

    Args:
        codes: Activities in (0, 1), (batch, units).
        activity: The mean activity $\rho$ that each unit is to have.

    Example:
        >>> sparsity(torch.full((10, 3), 0.05), activity=0.05)
        tensor(0.)
    """
    # Saturated units would have an infinite divergence, and no gradient.
    mean = codes.float().mean(dim=0).clamp(1e-6, 1 - 1e-6)
    wanted = torch.full_like(mean, activity)
    nats = wanted * (wanted / mean).log() + (1 - wanted) * ((1 - wanted) / (1 - mean)).log()
    return nats.sum()


def contraction(codes: Codes, weights: Float[Tensor, "code inputs"]) -> PerExample:
    r"""Squared Frobenius norm of the Jacobian of sigmoid units, for each example.

    $\|\partial h / \partial x\|_F^2 = \sum_j \bigl(h_j (1 - h_j)\bigr)^2 \|w_j\|^2$.

    Args:
        codes: Activities $h$ in (0, 1), (batch, units).
        weights: Weights $w_j$ of each unit, (units, inputs).

    Example:
        >>> contraction(torch.tensor([[0.5]]), torch.tensor([[2.0, 0.0]]))
        tensor([0.2500])
    """
    slopes = codes * (1 - codes)
    return slopes.square() @ weights.square().sum(dim=1)


def _check_weight(weight: float) -> None:
    if not weight >= 0:
        raise ValueError(f"weight must be >= 0, got {weight}")


def _loss(
    objective: SparseAutoencoding | ContractiveAutoencoding,
    model: nn.Module,
    batch: Batch,
    generator: Generator,
    penalty: dict[str, Tensor],
) -> Loss:
    estimate = reconstruct(model, batch.inputs, condition=batch.condition, generator=generator)
    error = distance(objective.loss, estimate, batch.target, progress=batch.progress)
    (value,) = penalty.values()
    return Loss(error + objective.weight * value, {"reconstruction": error, **penalty})
