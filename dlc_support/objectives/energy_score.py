"""The energy score: teaches a random model the whole posterior, without an adversary."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, nn

from dlc_support.corruptions.corruption import Corruption
from dlc_support.data.split import Batch
from dlc_support.objectives.adversarial import draw
from dlc_support.objectives.loss import Loss


@dataclass(frozen=True)
class EnergyScore:
    r"""Distance to the clean example, less half the distance between two reconstructions.

    $$\mathbb E \|x - \phi(\tilde x, z)\|
    - \tfrac{1}{2} \mathbb E \|\phi(\tilde x, z) - \phi(\tilde x, z')\|$$

    A strictly proper scoring rule: the expectation over $x$ is lowest when the reconstructions
    are draws from $P(X \mid \tilde x)$. The first part alone would collapse them onto one point
    (the spatial median); the second rewards their spread by just as much as the posterior has.
    Distances are Euclidean, over all components of an example.

    Attributes:
        corruption: Draws the corrupted input.
        draws: Reconstructions of each corrupted example, at least 2.

    Source:
        Gneiting and Raftery (2007), section 4.3, equation 22; Bouchacourt et al. (2016), section
        3, for networks that take noise.
    """

    corruption: Corruption
    draws: int = 2

    needs: ClassVar[tuple[str, ...]] = ("inputs",)

    def __post_init__(self) -> None:
        if self.draws < 2:
            raise ValueError(f"draws must be at least 2, got {self.draws}")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """Distance to the clean example minus half the distance between draws, batch mean."""
        corrupted = self.corruption(batch.inputs, generator)
        draws = [draw(model, corrupted, generator).flatten(1) for _ in range(self.draws)]
        samples = torch.stack(draws).float()
        error = torch.linalg.vector_norm(samples - batch.inputs.flatten(1), dim=2).mean()
        count = self.draws
        # The distance of a draw to itself is left out: its gradient at 0 is not defined.
        apart = torch.stack(
            [
                torch.linalg.vector_norm(samples[one] - samples[other], dim=1).mean()
                for one in range(count)
                for other in range(one)
            ]
        ).mean()
        return Loss(error - 0.5 * apart, {"error": error, "spread": apart})
