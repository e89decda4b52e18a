"""Tables of results: what a recipe declares, how it is run over seeds, what is kept and shown."""

from dlc_support.tables.beside_source import beside_source
from dlc_support.tables.cell import Cell, Number, Rows, Unseeded, cell, over_images, percent
from dlc_support.tables.claim import Claim, Verdict, beats
from dlc_support.tables.recipe import Network, Networks, Recipe, Seed
from dlc_support.tables.reproduce import available, recipe, reproduce, table_at_hand
from dlc_support.tables.stale import accept, few_seeds, stale_tables
from dlc_support.tables.table import Table

__all__ = [
    "Cell",
    "Claim",
    "Network",
    "Networks",
    "Number",
    "Recipe",
    "Rows",
    "Seed",
    "Table",
    "Unseeded",
    "Verdict",
    "accept",
    "available",
    "beats",
    "beside_source",
    "cell",
    "few_seeds",
    "over_images",
    "percent",
    "recipe",
    "reproduce",
    "stale_tables",
    "table_at_hand",
]
