"""The one switch between a page that is tried out and a page that is recorded."""

import os
from typing import Literal, TypeVar

import torch

Budget = Literal["quick", "full"]
T = TypeVar("T")


def current_budget() -> Budget:
    """The budget in force: `DLC_BUDGET` if set, else full where there is a GPU, else quick.

    Raises:
        ValueError: If `DLC_BUDGET` is neither `quick` nor `full`.
    """
    wish = os.environ.get("DLC_BUDGET", "")
    if wish not in ("", "quick", "full"):
        raise ValueError(f"DLC_BUDGET must be 'quick' or 'full', got {wish!r}")
    if wish:
        return wish  # type: ignore[return-value]
    return "full" if torch.accelerator.is_available() else "quick"


def budget(*, quick: T, full: T) -> T:
    """The value for the budget in force.

    Example:
        >>> epochs = budget(quick=1, full=25)
    """
    return {"quick": quick, "full": full}[current_budget()]
