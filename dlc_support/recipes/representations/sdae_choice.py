"""Which share of masked inputs and which dropout have the fewest validation errors, set by set.

One seed is enough: this is the choice that the source makes too, on validation images, before any
seed is tested.
"""

from collections.abc import Mapping
from dataclasses import replace

from dlc_support.data import larochelle
from dlc_support.provenance import describe_data
from dlc_support.recipes.representations.sdae_networks import (
    CHOICE,
    MODERN,
    QUICK,
    SDAE,
    Config,
    errors,
    networks,
)
from dlc_support.tables import Networks, Recipe, Rows, Seed

__all__ = ["Config"]
MASKED = (0.10, 0.25, 0.40)
DROPOUT = (0.1, 0.3, 0.5)
SETS = ("rot", "bg-rand")
NETWORKS: Mapping[float, Networks] = {
    place: networks(masked, dropout)
    for place, (masked, dropout) in enumerate(zip(MASKED, DROPOUT, strict=True))
}


def run(seed: Seed) -> Rows:
    """Validation errors at each level."""
    rows = {}
    for name in SETS:
        data = larochelle(name, seed=seed.number)
        for place, declared in NETWORKS.items():
            found = errors(replace(seed, networks=declared), data, (SDAE, MODERN))
            rows[name, f"SDAE-3, {MASKED[place]:.0%} masked"] = {CHOICE: found[SDAE][CHOICE]}
            rows[name, f"modern, dropout {DROPOUT[place]}"] = {CHOICE: found[MODERN][CHOICE]}
    return rows


RECIPE = Recipe(
    caption=(
        "Validation errors of seed 0 at each share of masked inputs (SDAE-3) and dropout (the "
        "modern network)."
    ),
    config=Config(),
    quick={**QUICK, "block_epochs": 1, "tuning_epochs": 2, "whole_epochs": 2},
    data=lambda _: describe_data(larochelle("basic").train),
    networks=NETWORKS[0],
    run=run,
)
