"""The negative ELBO with a capacity: what a VAE with a KL of a chosen size minimises."""

from dataclasses import dataclass

from torch import Generator, nn

from dlc_support.arguments import kind
from dlc_support.data.split import Batch
from dlc_support.objectives.loss import Loss
from dlc_support.objectives.negative_elbo import NegativeELBO, Weight


@dataclass(frozen=True)
class CapacityELBO(NegativeELBO):
    r"""Reconstruction, and a KL that is held at a capacity $C$ in nats.

    $$-\mathbb E_{q(z \mid x)} \log p(x \mid z) + \beta \, \bigl|
    \operatorname{KL}\bigl(q(z \mid x) \,\|\, \mathcal N(0, I)\bigr) - C \bigr|$$

    with the batch mean of the KL inside. A capacity that rises over the run lets the factors into
    the code one after the other. At $C = 0$ it is `NegativeELBO`: beta, capacity, free bits,
    warm-up and corruption are arguments of this one objective, and the parts have the same names.

    Attributes:
        capacity: $C$, a number or a function of progress such as `Ramp(0.0, 25.0, until=0.8)`.

    Raises:
        TypeError: If an argument is of another kind.
        ValueError: If an argument is outside its domain, or both a capacity and free bits are
            given: both say how many nats are free.

    Source:
        Burgess et al. (2018), equation 8, where $\beta$ is called $\gamma$.
    """

    capacity: Weight = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.capacity, type | bool):
            raise TypeError(f"capacity must be a number or a schedule, got {kind(self.capacity)}")
        ends = [self.nats(progress) for progress in (0.0, 1.0)]
        if not min(ends) >= 0:
            raise ValueError(f"capacity must be >= 0, got {min(ends)}")
        if max(ends) and self.free_bits:
            raise ValueError(
                f"free_bits must be 0 where there is a capacity, got {self.free_bits}"
            )

    def nats(self, progress: float) -> float:
        """The capacity when the share `progress` of the run is over."""
        return self.capacity(progress) if callable(self.capacity) else self.capacity

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The reconstruction and the weighted distance of the KL from the capacity."""
        loss = super().__call__(model, batch, generator)
        nats = self.nats(batch.progress)
        if not nats:
            return loss
        away = (loss.parts["kl"] - nats).abs()
        return Loss(loss.parts["reconstruction"] + self.weight(batch.progress) * away, loss.parts)
