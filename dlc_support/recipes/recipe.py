"""What a recipe is, and which there are: one file each in this folder."""

import ast
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
    """The recipes by name, and the module that holds each; found without importing any."""
    found = {}
    for module in pkgutil.iter_modules(recipes.__path__):
        folder = Path(module.module_finder.path)  # type: ignore[union-attr]
        name = _name(folder / f"{module.name}.py")
        if name is not None:
            found[name] = f"{recipes.__name__}.{module.name}"
    return dict(sorted(found.items()))


def recipe(name: str) -> Recipe:
    """The recipe called `name`.

    Raises:
        ValueError: If there is none; the message lists those that are there.
    """
    there = available()
    if name not in there:
        raise ValueError(f"name must be one of {sorted(there)}, got {name!r}")
    return importlib.import_module(there[name])  # type: ignore[return-value]


def _name(file: Path) -> str | None:
    """What a module assigns to `NAME`, if it does."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAME":
            return ast.literal_eval(node.value)
    return None
