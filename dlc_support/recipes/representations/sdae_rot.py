"""Stacked denoising autoencoders on rot: digits turned by any angle.

One seed trains for about fifteen minutes of a processor with bfloat16.
"""

from dlc_support.data import larochelle
from dlc_support.recipes.representations.sdae_networks import Config, errors, networks
from dlc_support.recipes.representations.sdae_sets import table
from dlc_support.tables import Rows, Seed

__all__ = ["Config"]
# The share that the source chose for this set, and a usual dropout: `sdae_choice` compares others.
MASKED, DROPOUT = 0.25, 0.3
NETWORKS = networks(MASKED, DROPOUT)


def run(seed: Seed) -> Rows:
    """Error rates of one seed, which draws the data as well."""
    return errors(seed, larochelle("rot", seed=seed.number))


RECIPE = table("rot", "digits turned by any angle", NETWORKS, run)
