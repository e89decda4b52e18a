"""Tables of results: one file a recipe, each reproduced by one command."""

from dlc_support.recipes.at_hand import table_at_hand
from dlc_support.recipes.claim import Claim, Verdict
from dlc_support.recipes.recipe import available, recipe
from dlc_support.recipes.reproduce import reproduce
from dlc_support.recipes.table import Table, Values

__all__ = [
    "Claim",
    "Table",
    "Values",
    "Verdict",
    "available",
    "recipe",
    "reproduce",
    "table_at_hand",
]
