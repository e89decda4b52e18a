"""Options that several subcommands share."""

from enum import StrEnum


class BudgetName(StrEnum):
    """How much a run may cost."""

    quick = "quick"
    full = "full"
