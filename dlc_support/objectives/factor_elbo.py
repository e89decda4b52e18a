"""The negative ELBO plus total correlation: what the VAE of a FactorVAE minimises."""

from dataclasses import dataclass, field
from typing import Any

from torch import Generator, Tensor, nn

from dlc_support.arguments import kind
from dlc_support.data.split import Batch
from dlc_support.objectives.capacity_elbo import CapacityELBO
from dlc_support.objectives.loss import Loss
from dlc_support.shapes import Examples


@dataclass(frozen=True, kw_only=True)
class FactorELBO(CapacityELBO):
    r"""The negative ELBO plus the total correlation of the codes, both in nats.

    $$-\mathbb E_{q(z \mid x)} \log p(x \mid z)
    + \operatorname{KL}\bigl(q(z \mid x) \,\|\, \mathcal N(0, I)\bigr)
    + \gamma \operatorname{KL}\bigl(q(z) \,\|\, \textstyle\prod_j q(z_j)\bigr)$$

    where $q(z) = \mathbb E_x\, q(z \mid x)$, and the last divergence is the critic's mean logit.
    Only the even rows of a batch count; the odd ones are those that the critic, trained by
    `DensityRatio`, permutes. What else `CapacityELBO` takes may be given, too.

    Attributes:
        critic: From codes to one logit each. `fit` gives gradients to the model alone; a plain
            `backward` leaves some in the critic, too.
        gamma: Weight $\gamma$ of the total correlation.

    The parts are those of `NegativeELBO`, and `total_correlation`.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If an argument is outside its domain.

    Source:
        Kim and Mnih (2018), equation 2 and algorithm 2.
    """

    critic: nn.Module = field(repr=False)
    gamma: float = 35.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.critic, nn.Module):
            raise TypeError(f"critic must be a torch.nn.Module, got {kind(self.critic)}")
        if not self.gamma >= 0:
            raise ValueError(f"gamma must be >= 0, got {self.gamma}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO of the even rows, and the weighted estimate of total correlation."""
        even, _ = batch.halves()
        seen = _Seen(model)
        loss = super().__call__(seen, even, generator)
        correlation = self.critic(seen.latents).mean()
        parts = {**loss.parts, "total_correlation": correlation}
        return Loss(loss.total + self.gamma * correlation, parts)


class _Seen(nn.Module):
    """A model that remembers which latents were decoded."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def encode(self, inputs: Examples) -> Any:  # noqa: ANN401 - the model's own
        return self.model.encode(inputs)

    def decode(self, latents: Tensor) -> Tensor:
        self.latents = latents
        return self.model.decode(latents)
