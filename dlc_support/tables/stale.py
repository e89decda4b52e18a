"""Recorded tables whose numbers are not those of the code that is here."""

from dataclasses import replace

from dlc_support.repository import results_folder
from dlc_support.tables.reproduce import available, code_of
from dlc_support.tables.table import Table
from dlc_support.words import counted

SEEDS = 5  # that a table is to have


def stale_tables() -> list[str]:
    """The tables of `results/` that other code has made, each with the reason."""
    found = {name: _reason(table) for name, table in _recorded().items()}
    return [f"results/{name}.json {reason}" for name, reason in found.items() if reason]


def few_seeds() -> list[str]:
    """The tables of `results/` with fewer than five seeds."""
    few = {name: table for name, table in _recorded().items() if len(table.seeds) < SEEDS}
    return [f"results/{name}.json has {counted(len(few[name].seeds), 'seed')}" for name in few]


def accept(name: str, *, why: str) -> Table:
    """Says that a recorded table holds what the code here would give, and stores why.

    Args:
        name: Name of the recipe.
        why: The reason, such as that the values at the quick budget are equal.

    Raises:
        FileNotFoundError: If there is no such table.
        ValueError: If there is no such recipe, nothing to accept, or no reason.
    """
    table, code = Table.load(name), code_of(name)
    accepted = table.provenance.accept(table.code, code, why)
    table = replace(table, code=code, provenance=accepted)
    table.save(results_folder() / f"{name}.json")
    return table


def _recorded() -> dict[str, Table]:
    files = sorted(results_folder().glob("*.json"))
    return {file.stem: Table.load(file) for file in files if not file.stem.endswith(".quick")}


def _reason(table: Table) -> str:
    if table.name not in available():
        return "has no recipe"
    if table.code != code_of(table.name):
        return "was made by other code than is here"
    if table.provenance.other_code:
        return f"was made from weights of other code: {'; '.join(table.provenance.other_code)}"
    return ""
