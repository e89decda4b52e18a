"""Pretrained on ordinary digits, fine-tuned on hard ones: the accuracies of Jow's first table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import nn

from dlc_support.corruptions import GaussianNoise
from dlc_support.data import mnist, varied
from dlc_support.evaluation import Interval
from dlc_support.models import MLP
from dlc_support.objectives import Classification, Denoising
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations import sdae_networks
from dlc_support.recipes.representations.sdae_networks import (
    ACCURACY,
    block,
    pretrained,
    sized,
    tuned,
)
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, cell

NONE, SAE, SDAE = "no pretraining", "SAE", "SDAE"
BLOCKS = (1, 2)  # linear outputs, where the source has sigmoids
SETS: Mapping[str, Mapping[str, Any]] = {
    "MNIST": {},
    "rot": {"rotated": True},
    "bg-rand": {"background": "noise"},
    "bg-rand-rot": {"rotated": True, "background": "noise"},
}
PRINTED = {
    "MNIST": (0.9792, 0.9807, 0.9831),
    "rot": (0.9217, 0.9243, 0.9448),
    "bg-rand": (0.8685, 0.9001, 0.9323),
    "bg-rand-rot": (0.7210, 0.7953, 0.8622),
}


@dataclass(frozen=True)
class Config(sdae_networks.Config):
    """Widths, batch size, learning rate and noise of the source's scripts, and fewer epochs.

    The scripts train for 50 to 100 epochs a block, 20 to 50 of fine-tuning, on 60,000 digits and
    without validation.
    """

    train: int = 50_000
    valid: int = 10_000
    test: int = 10_000
    block_epochs: int = 20
    tuning_epochs: int = 20
    batch_size: int = 128
    lr: float = 5e-3


def classifier(config: Config, blocks: nn.ModuleList | None = None) -> MLP:
    """Two sigmoid layers, which begin as the blocks, a fresh layer of ReLU, and logits."""
    activation = (nn.Sigmoid, nn.Sigmoid, nn.ReLU)
    return sdae_networks.classifier(config, blocks, activation=activation)


NETWORKS = Networks(
    "jow",
    {
        **{
            (arm, layer): Network(
                lambda config, first=layer == 1: block(config.width, first=first),
                Denoising(GaussianNoise(sigma), "mse"),
                "block_epochs",
            )
            for arm, sigma in ((SAE, 0.0), (SDAE, 0.4))
            for layer in BLOCKS
        },
        **{
            arm: Network(classifier, Classification(), "tuning_epochs")
            for arm in (NONE, SAE, SDAE)
        },
    },
)


def printed(share: float, images: int = 10_000) -> Interval:
    """A printed accuracy in per cent, with the binomial interval that it does not print."""
    half = 1.96 * (share * (1 - share) / images) ** 0.5
    return Interval(100 * share, 100 * (share - half), 100 * (share + half))


def run(seed: Seed) -> Rows:
    """Accuracies on each set of networks that were pretrained on ordinary digits."""
    rows, digits = {}, sized(mnist(), seed.config)
    blocks = {arm: pretrained(seed, arm, digits.train, BLOCKS) for arm in (SAE, SDAE)}
    for name, how in SETS.items():
        data = digits.each(
            lambda part, how=how: varied(part, compositing="fill", seed=seed.number, **how)
        )
        for arm in (NONE, SAE, SDAE):
            rows[name, arm] = tuned(seed, arm, data, blocks.get(arm))
    return rows


RECIPE = Recipe(
    caption=(
        "Test accuracies on four sets of digits of networks that were pretrained on ordinary "
        "ones. Background noise replaces the pixels that are 0, as in the source. The source's "
        "numbers are of one network each: their interval is binomial, over 10,000 test images."
    ),
    config=Config(),
    quick=dict(train=400, valid=100, test=200, width=64, block_epochs=1, tuning_epochs=2),
    data=lambda _: describe_data(mnist().train),
    networks=NETWORKS,
    run=run,
    claims=[
        claim
        for name in SETS
        for claim in (
            Claim(
                f"{name}: SAE beats no pretraining",
                cell(name, SAE, ACCURACY),
                cell(name, NONE, ACCURACY),
            ),
            Claim(
                f"{name}: SDAE beats SAE", cell(name, SDAE, ACCURACY), cell(name, SAE, ACCURACY)
            ),
        )
    ],
    published={
        cell(name, arm, ACCURACY): printed(share)
        for name, shares in PRINTED.items()
        for arm, share in zip((NONE, SAE, SDAE), shares, strict=True)
    },
)
