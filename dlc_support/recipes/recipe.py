"""What a recipe is, and which there are: one file each in this folder."""

import importlib
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from dlc_support import recipes
from dlc_support.recipes.table import Values


@runtime_checkable
class Config(Protocol):
    """A recipe's settings: one flat frozen dataclass of at most twelve fields."""

    def quick(self) -> "Config":
        """The same on less data and for fewer steps: at most a minute a seed."""
        ...


@runtime_checkable
class Recipe(Protocol):
    """A module of this folder with these names; whoever adds one lists it nowhere.

    Attributes:
        NAME: What readers type: the file's name with hyphens.
        CAPTION: One sentence: what the table shows, and over what its intervals are.
        PAPER: The source's numbers by row and column, as in the table.
        CLAIMS: Statements about the table, each a `Claim`; the seeds decide.
        Config: The settings, the full budget's by default.
    """

    NAME: str
    CAPTION: str
    PAPER: Mapping[str, Mapping[str, float]]
    CLAIMS: tuple
    Config: type

    def data(self, config: Any) -> str:  # noqa: ANN401 - each recipe has its own settings
        """Name and source of the data that `run` would use now (`describe_data`)."""
        ...

    def run(self, config: Any, seed: int, folder: Path) -> Values:  # noqa: ANN401
        """One seed's numbers by row and column.

        Args:
            config: The settings.
            seed: Fixes weights, order and noise.
            folder: For the checkpoints of this seed's trainings.
        """
        ...


def available() -> dict[str, str]:
    """The recipes by name, and the module that holds each."""
    modules = (f"{recipes.__name__}.{found.name}" for found in pkgutil.iter_modules(_folders()))
    names = {getattr(importlib.import_module(name), "NAME", None): name for name in modules}
    return {name: module for name, module in sorted(names.items(), key=str) if name is not None}


def recipe(name: str) -> Recipe:
    """The recipe called `name`.

    Raises:
        ValueError: If there is none; the message lists those that are there.
    """
    there = available()
    if name not in there:
        raise ValueError(f"name must be one of {sorted(there)}, got {name!r}")
    return importlib.import_module(there[name])  # type: ignore[return-value]


def _folders() -> list[str]:
    return list(recipes.__path__)
