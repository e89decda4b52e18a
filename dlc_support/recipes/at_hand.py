"""A recipe's table for a page: the recorded one where there is one, else a run."""

from dlc_support.recipes.reproduce import reproduce
from dlc_support.recipes.table import Table
from dlc_support.repository import results_folder
from dlc_support.training.budget import current_budget
from dlc_support.training.runs import runs


def table_at_hand(name: str, seeds: int) -> Table:
    """The recorded table at the full budget, where a clone of the repository has it; else a run.

    Args:
        name: Name of the recipe.
        seeds: How many seeds a run takes.
    """
    if current_budget() == "full" and (there := _recorded(name)) is not None:
        return there
    return reproduce(name, seeds, output=runs("tables"))


def _recorded(name: str) -> Table | None:
    try:
        path = results_folder() / f"{name}.json"
    except FileNotFoundError:  # outside a clone
        return None
    return Table.load(path) if path.is_file() else None
