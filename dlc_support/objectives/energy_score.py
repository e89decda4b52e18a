"""The energy score: teaches a random model the whole posterior, without an adversary."""

from dataclasses import dataclass

import torch
from torch import Generator, nn

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import Corruption, at_progress
from dlc_support.data.split import Batch
from dlc_support.models.model import reconstruct
from dlc_support.objectives.loss import Loss, Objective


@dataclass(frozen=True)
class EnergyScore(Objective):
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

    def __post_init__(self) -> None:
        check_counts(2, draws=self.draws)

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """Distance to the clean example minus half the distance between draws, batch mean."""
        corrupted = at_progress(self.corruption, batch.progress)(batch.inputs, generator)
        draws = [
            reconstruct(model, corrupted, condition=batch.condition, generator=generator)
            for _ in range(self.draws)
        ]
        samples = torch.stack(draws).flatten(2).float()
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
