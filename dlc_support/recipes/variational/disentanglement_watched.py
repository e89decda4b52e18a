"""What the checkpoints of an autoencoder of sprites are measured by."""

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Generator, nn

from dlc_support.data import Batch
from dlc_support.evaluation import factor_vae_score, mutual_information_gap
from dlc_support.objectives import Loss, NegativeELBO, Objective
from dlc_support.shapes import Codes

FACTOR, MIG, ACTIVE = "FactorVAE score", "MIG", "active latents"
TIED = "Gaussian total correlation / nats"
MOVES = 0.01  # variance of the mean above which a latent is active


@dataclass(frozen=True)
class Watched(Objective):
    """What a checkpoint is measured by: nothing is minimised here.

    Attributes:
        votes: Of the FactorVAE score.
    """

    votes: int
    needs: ClassVar[tuple[str, ...]] = ("inputs", "factors")

    def __call__(self, model: nn.Module, batch: Batch, generator: Generator) -> Loss:
        """The negative ELBO and its parts, the score, and what the codes share."""
        loss = NegativeELBO()(model, batch, generator)
        code = model.encode(batch.inputs)
        noise = torch.randn(code.mean.shape, generator=generator, device=generator.device)
        found = {
            FACTOR: factor_vae_score(code.mean, batch.factors, votes=self.votes, threshold=MOVES),
            MIG: mutual_information_gap(code.mean, batch.factors),
            ACTIVE: float((code.mean.var(dim=0) > MOVES).sum()),
            TIED: gaussian_total_correlation(code.draw(noise.to(code.mean))),
        }
        parts = {name: torch.tensor(value) for name, value in found.items()}
        return Loss(loss.parts["negative_elbo"], {**loss.parts, **parts})


def gaussian_total_correlation(codes: Codes) -> float:
    r"""$-\frac12 \log \det$ of the correlation matrix, in nats: what a Gaussian would have.

    Source:
        Locatello et al. (2019), section 5.1.
    """
    return -0.5 * torch.corrcoef(codes.double().T).logdet().item()
