"""Clean data in memory: named tensors of equal length."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

Range = str | None  # "unit": images in [0, 1]; None: unbounded


def _tensors(owner: object) -> Iterator[tuple[str, Tensor]]:
    for field in fields(owner):  # type: ignore[arg-type]
        value = getattr(owner, field.name)
        if isinstance(value, Tensor):
            yield field.name, value


@dataclass(frozen=True, eq=False)
class Batch:
    r"""Some rows of a split, and how far the run is.

    Attributes:
        inputs: Clean examples $x$, first axis the batch.
        labels: Class of each example, where there are classes.
        targets: What to predict where that is not the input (a larger image, say).
        condition: What a conditional model is told.
        progress: Share of the run that is over, in [0, 1): what schedules are functions of.
    """

    inputs: Tensor
    labels: Tensor | None = None
    targets: Tensor | None = None
    condition: Tensor | None = None
    progress: float = 0.0

    def __len__(self) -> int:
        return len(self.inputs)

    def to(self, device: torch.device | str) -> "Batch":
        """The same batch on another device; itself when it is there already."""
        if self.inputs.device == torch.device(device):
            return self
        there = {name: value.to(device, non_blocking=True) for name, value in _tensors(self)}
        return replace(self, **there)

    def halves(self) -> tuple["Batch", "Batch"]:
        """Two independent batches: the even rows and the odd rows."""
        if len(self) < 2:
            raise ValueError(f"a batch must have at least 2 rows to be halved, got {len(self)}")
        even, odd = (
            replace(self, **{name: value[start::2] for name, value in _tensors(self)})
            for start in (0, 1)
        )
        return even, odd


@runtime_checkable
class Data(Protocol):
    """What a training loop runs over: a `Split` in memory, or a `Stream` from disk.

    Besides these methods, members have a `name`, a `source` and a `range` (see `Split`).
    """

    name: str
    source: str
    range: Range

    def __len__(self) -> int:
        """Number of rows."""
        ...

    def rows(self, rows: Tensor) -> Batch:
        """The given rows, for a look at the data."""
        ...

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row indices, in that order."""
        ...


@runtime_checkable
class Movable(Protocol):
    """Data made of tensors that can lie on an accelerator: a `Split`, or `Patches`."""

    def tensors(self) -> dict[str, Tensor]:
        """The tensors by name: all that the rows depend on."""
        ...

    def to(self, device: torch.device | str) -> Data:
        """The same data on another device."""
        ...


@dataclass(frozen=True, eq=False)
class Split:
    r"""One part of a data set: named tensors of equal length, and what they are.

    Attributes:
        inputs: Clean examples $x$, first axis the rows.
        labels: Class of each example, where there are classes.
        targets: What to predict where that is not the input.
        condition: What a conditional model is told.
        name: Name for figure titles, such as `"MNIST test"`.
        source: Where the data came from, in words.
        range: `"unit"` when inputs and targets lie in [0, 1] (images), None when unbounded.

    Raises:
        ValueError: If the tensors differ in length or `range` is unknown.

    Example:
        >>> points = Split(torch.zeros(6, 2), name="origin")
        >>> len(points), len(points.take(4)), points.rows(torch.tensor([0, 5])).inputs.shape
        (6, 4, torch.Size([2, 2]))
    """

    inputs: Tensor
    labels: Tensor | None = None
    targets: Tensor | None = None
    condition: Tensor | None = None
    name: str = ""
    source: str = ""
    range: Range = None

    def __post_init__(self) -> None:
        lengths = {name: len(value) for name, value in _tensors(self)}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"the tensors of a split must have equal length, got {lengths}")
        if self.range not in ("unit", None):
            raise ValueError(f"range must be 'unit' or None, got {self.range!r}")

    def __len__(self) -> int:
        return len(self.inputs)

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={tuple(value.shape)}" for name, value in self.tensors().items())
        return f"Split({parts}, name={self.name!r}, source={self.source!r}, range={self.range!r})"

    def tensors(self) -> dict[str, Tensor]:
        """The tensors that are there, by name."""
        return dict(_tensors(self))

    def _each(self, change) -> "Split":  # noqa: ANN001
        return replace(self, **{name: change(value) for name, value in _tensors(self)})

    def to(self, device: torch.device | str) -> "Split":
        """The same split on another device."""
        return self._each(lambda value: value.to(device))

    def take(self, count: int) -> "Split":
        """The first `count` rows (all rows if there are fewer)."""
        if count < 1:
            raise ValueError(f"count must be at least 1, got {count}")
        return self._each(lambda value: value[:count])

    def select(self, rows: Tensor) -> "Split":
        """The given rows as a split: indices, or True for the rows to keep."""
        return self._each(lambda value: value[rows.to(value.device)])

    def rows(self, rows: Tensor, progress: float = 0.0) -> Batch:
        """The given rows as a batch; `rows` holds indices on the split's device."""
        picked = {name: value.index_select(0, rows) for name, value in _tensors(self)}
        return Batch(**picked, progress=progress)

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row indices, in that order; lazily.

        Args:
            order: Row indices of each batch, on any device: they are moved in one piece, so that
                an accelerator is not kept waiting for small transfers.

        Example:
            >>> points = Split(torch.tensor([[0.0], [1.0], [2.0]]))
            >>> order = torch.tensor([2, 0, 1]).split(2)
            >>> [batch.inputs.flatten().tolist() for batch in points.batches(order)]
            [[2.0, 0.0], [1.0]]
        """
        if not order:
            return
        tensors = self.tensors()
        there = torch.cat(tuple(order)).to(self.inputs.device)
        for rows in there.split([len(rows) for rows in order]):
            yield Batch(**{name: value.index_select(0, rows) for name, value in tensors.items()})


@dataclass(frozen=True, eq=False)
class Splits:
    """The three parts of a data set: to learn from, to choose by, to report on."""

    train: Split
    valid: Split
    test: Split

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self.train.name.removesuffix(" train")

    def each(self, change: Callable[[Split], Split]) -> "Splits":
        """The splits with each part changed: `digits.each(binarised)`."""
        return Splits(change(self.train), change(self.valid), change(self.test))

    def take(self, count: int) -> "Splits":
        """The first `count` rows of each part."""
        return self.each(lambda part: part.take(count))
