"""Data that are computed row by row, because all rows together would not fit into memory."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from dlc_support.data.split import Batch, Range


class Generated(ABC):
    """Rows that are made when they are asked for; stands where a `Split` stands.

    A row must be a function of its number and of the settings alone, so that it is the same
    whenever it is asked for, and a resumed run goes on exactly. What is random is drawn once, as
    a small table with a line for each row: where a shape lies and where it moves, not its images.

    A member is a frozen dataclass of settings. It gives `__len__` and `made`, and where it keeps
    a table, `tensors` and `to`. Its name is what it prints, so that a run on other settings has
    another name; a member whose tensors say all of them may have a shorter one.

    Attributes:
        name: The settings in words, the constructor by default.
        source: Where the data came from.
        range: What inputs and targets are; see `Split`.
    """

    source: str = "generated"
    range: Range = None

    @property
    def name(self) -> str:
        """The settings in words."""
        return repr(self)

    @abstractmethod
    def __len__(self) -> int:
        """Number of rows."""

    @abstractmethod
    def made(self, rows: Tensor) -> Batch:
        """The rows with the given numbers."""

    def rows(self, rows: Tensor) -> Batch:
        """The given rows as a batch."""
        return self.made(rows)

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row numbers, in that order; lazily."""
        yield from map(self.made, order)

    def tensors(self) -> dict[str, Tensor]:
        """The tensors that the rows are made from, by name; they are part of a run's name."""
        return {}

    def to(self, device: torch.device | str) -> "Generated":
        """The same data, made on another device where its tensors lie there."""
        return self
