"""Stacked denoising autoencoders on bg-rand: digits in front of uniform noise.

One seed trains for about fifteen minutes of a processor with bfloat16.
"""

from dlc_support.data import larochelle
from dlc_support.recipes.representations.sdae_networks import Config, errors, networks
from dlc_support.recipes.representations.sdae_sets import table
from dlc_support.tables import Rows, Seed

__all__ = ["Config"]
# The share that the source chose for this set, and a usual dropout: `sdae_choice` compares others.
MASKED, DROPOUT = 0.4, 0.3
NETWORKS = networks(MASKED, DROPOUT)


def run(seed: Seed) -> Rows:
    """Error rates of one seed, which draws the data as well."""
    return errors(seed, larochelle("bg-rand", seed=seed.number))


RECIPE = table("bg-rand", "digits in front of uniform noise", NETWORKS, run)
