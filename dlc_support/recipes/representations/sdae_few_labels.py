"""How many labels it takes until pretraining no longer pays, on digits in front of noise.

The blocks are those of `sdae_bg_rand`.
"""

from dataclasses import dataclass, replace

import torch
from torch import nn

from dlc_support.data import larochelle
from dlc_support.objectives import Classification
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations import sdae_bg_rand, sdae_networks
from dlc_support.recipes.representations.sdae_networks import (
    ERROR,
    LAYERS,
    MODERN,
    NONE,
    SDAE,
    classifier,
    pretrained,
    sized,
    tuned,
)
from dlc_support.tables import Claim, Network, Networks, Recipe, Rows, Seed, cell

LABELS = (100, 300, 1000, 3000, 10_000)


@dataclass(frozen=True)
class Config(sdae_networks.Config):
    """Each network makes as many steps, however few labels there are: passes over 10,000 rows."""

    label_epochs: int = 20


NETWORKS = Networks(
    "sdae",
    {
        **{(SDAE, layer): sdae_bg_rand.NETWORKS.each[SDAE, layer] for layer in LAYERS},
        **{arm: Network(classifier, Classification(), "label_epochs") for arm in (NONE, SDAE)},
        MODERN: Network(
            lambda config: classifier(
                config, activation=nn.ReLU, batch_norm=True, dropout=sdae_bg_rand.DROPOUT
            ),
            Classification(),
            "label_epochs",
        ),
    },
)


def run(seed: Seed) -> Rows:
    """Test errors of each arm with each number of labels; SDAE-3's blocks saw all digits."""
    data, rows = sized(larochelle("bg-rand", seed=seed.number), seed.config), {}
    blocks = pretrained(seed, SDAE, data.train)
    for labels in LABELS:
        few = torch.arange(len(data.train)) % min(labels, len(data.train))
        labelled = replace(data, train=data.train.select(few))
        for arm in (NONE, SDAE, MODERN):
            trained = blocks if arm == SDAE else None
            rows[f"{labels} labels", arm] = tuned(seed, arm, labelled, trained)
    return rows


RECIPE = Recipe(
    caption=(
        "Test errors on bg-rand with few labels. SDAE-3 is pretrained on all 10,000 training "
        "digits without labels. Each network is trained for 2,000 steps of 100 labelled digits, "
        "with the epoch chosen by the errors on 2,000 validation digits."
    ),
    config=Config(),
    quick={**sdae_networks.QUICK, "label_epochs": 2},
    data=lambda _: describe_data(larochelle("bg-rand").train),
    networks=NETWORKS,
    run=run,
    claims=[
        Claim(
            f"{labels} labels: SDAE-3 beats {rival}",
            cell(f"{labels} labels", rival, ERROR),
            cell(f"{labels} labels", SDAE, ERROR),
        )
        for labels in LABELS
        for rival in (NONE, MODERN)
    ],
)
