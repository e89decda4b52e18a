"""Codes of sprites that no training made, and the part of them that may vote."""

from dataclasses import dataclass

import torch
from torch import Generator

from dlc_support.data import Split
from dlc_support.evaluation import linear_autoencoders
from dlc_support.evaluation.denoiser import evaluating
from dlc_support.recipes.variational.disentanglement_watched import MOVES
from dlc_support.recipes.variational.sprite_networks import vae
from dlc_support.shapes import Codes
from dlc_support.tables import Seed
from dlc_support.training import derived_seed
from dlc_support.training.seeds import seeded

FACTORS, ROTATED, RANDOM = "the factors", "the factors, rotated", "random code"
UNTRAINED = "untrained encoder, all latents vote"
UNTRAINED_ACTIVE = "untrained encoder, active latents vote"
COMPONENTS = (4, 5, 8, 10)
ROTATION = 802  # place in the paths of derived seeds


def pca(components: int) -> str:
    """The row of principal component analysis."""
    return f"PCA, {components} components"


@dataclass(frozen=True)
class Control:
    """A code, and the variance that a latent must exceed to vote in the FactorVAE score."""

    codes: Codes
    threshold: float = 0.0


def controls(seed: Seed, pool: Split) -> dict[str, Control]:
    """The factors, a rotation of them that each seed draws, noise, PCA, and an untrained encoder.

    The untrained encoder is there twice, since the rule by which the latents of trained ones vote
    leaves it none: its means hardly vary.
    """
    config = seed.config
    with seeded(seed.number):
        model = vae(config.hidden, config.latents)
    draws = Generator().manual_seed(derived_seed(seed.number, ROTATION))
    factors = pool.factors.float()
    factors = (factors - factors.mean(dim=0)) / factors.std(dim=0)
    turn = torch.linalg.qr(torch.randn(2 * factors.shape[1:], generator=draws))[0]
    with evaluating(model):
        untrained = model.encode(pool.inputs).mean
    linear = linear_autoencoders(pool.inputs, COMPONENTS)
    return {
        FACTORS: Control(factors),
        ROTATED: Control(factors @ turn),
        **{
            pca(size): Control(one.encode(pool.inputs))
            for size, one in zip(COMPONENTS, linear, strict=True)
        },
        UNTRAINED: Control(untrained),
        UNTRAINED_ACTIVE: Control(untrained, MOVES),
        RANDOM: Control(torch.randn(len(pool), config.latents, generator=draws)),
    }
