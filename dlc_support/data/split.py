"""Clean data in memory: named tensors of equal length."""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, fields, replace
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor

from dlc_support.arguments import (
    PLAUSIBLE,
    check_channels_first,
    check_counts,
    check_floating,
    check_range,
    kind,
)
from dlc_support.data.ranges import Range, check_known_range, check_values


def _tensor(name: str, value: object) -> Tensor:
    """The tensor itself, or an array's numbers as one."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        single = value.astype(np.float32) if value.dtype == np.float64 else value
        value = torch.from_numpy(np.ascontiguousarray(single))
    if not isinstance(value, Tensor) or value.ndim == 0:
        raise TypeError(f"{name} must be a tensor or an array with rows, got {kind(value)}")
    return value


@dataclass(frozen=True, eq=False)
class NamedTensors:
    r"""Named tensors of equal length, a row for each example: what a split and a batch hold.

    Attributes:
        inputs: Clean examples $x$, first axis the rows.
        labels: Class of each example, where there are classes.
        targets: What to predict where that is not the input (a larger image, say).
        condition: What a conditional model is given.
        factors: What generated examples were made from, where that is known: position or size of
            a shape, one column for each.
        observed: True where the target's value is known, in the target's shape; the error of the
            other entries does not count. None where all are known.
    """

    inputs: Tensor
    labels: Tensor | None = None
    targets: Tensor | None = None
    condition: Tensor | None = None
    factors: Tensor | None = None
    observed: Tensor | None = None

    def __len__(self) -> int:
        return len(self.inputs)

    @property
    def target(self) -> Tensor:
        """What is to be predicted: the targets where there are any, else the inputs."""
        return self.inputs if self.targets is None else self.targets

    def tensors(self) -> dict[str, Tensor]:
        """The tensors that are there, by name."""
        values = ((name, getattr(self, name)) for name in TENSORS)
        return {name: value for name, value in values if value is not None}


TENSORS = tuple(field.name for field in fields(NamedTensors))


@dataclass(frozen=True, eq=False)
class Batch(NamedTensors):
    """Some rows of a split, and how far the run is.

    Attributes:
        progress: Share of the run that is over, in [0, 1): what schedules are functions of.

    The other attributes are those of `NamedTensors`.
    """

    progress: float = 0.0

    def to(self, device: torch.device | str) -> "Batch":
        """The same batch on another device; itself when it is there already."""
        if self.inputs.device == torch.device(device):
            return self
        there = {
            name: value.to(device, non_blocking=True) for name, value in self.tensors().items()
        }
        return replace(self, **there)

    def halves(self) -> tuple["Batch", "Batch"]:
        """Two independent batches: the even rows and the odd rows."""
        if len(self) < 2:
            raise ValueError(f"a batch must have at least 2 rows to be halved, got {len(self)}")
        even, odd = (
            replace(self, **{name: value[start::2] for name, value in self.tensors().items()})
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


@dataclass(frozen=True, eq=False, repr=False)
class Split(NamedTensors):
    """One part of a data set: named tensors of equal length, and what they are.

    Attributes:
        name: Name for figure titles, such as `"MNIST test"`.
        source: Where the data came from, in words.
        range: What inputs and targets are: `"unit"` (images in [0, 1]), `"binary"` (images of 0
            and 1), `"8-bit"` (images of whole numbers from 0 to 255), `"unbounded"` (images that
            may have any values); None for what is no image.

    The other attributes are those of `NamedTensors`. Arrays of NumPy become tensors, those in
    double precision float32.

    Raises:
        TypeError: If a field holds neither a tensor nor an array of numbers.
        ValueError: If the tensors differ in length, `range` is unknown or does not hold, inputs
            are integers, or images have their channels last.

    Example:
        >>> points = Split(torch.zeros(6, 2), name="origin")
        >>> len(points), len(points.take(4)), points.rows(torch.tensor([0, 5])).inputs.shape
        (6, 4, torch.Size([2, 2]))
    """

    name: str = ""
    source: str = ""
    range: Range = None

    def __post_init__(self) -> None:
        for name in TENSORS:
            value = getattr(self, name)
            if value is not None or name == "inputs":
                object.__setattr__(self, name, _tensor(name, value))
        lengths = {name: len(value) for name, value in self.tensors().items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"the tensors of a split must have equal length, got {lengths}")
        check_known_range(self.range)
        check_floating(inputs=self.inputs)
        for name in {"inputs", "targets"} & lengths.keys():
            self._check_images(name, getattr(self, name))

    def _check_images(self, name: str, values: Tensor) -> None:
        named = f"{name} of {self.name or 'data'}"
        if values.ndim == 4:
            check_floating(**{name: values})
            check_channels_first(**{name: values})
        check_values(f"{named} (range={self.range!r})", values, self.range)
        if self.range is None and values.ndim == 4:
            hint = (
                ": divide by the largest possible value and set range='unit', or set "
                "range='unbounded'"
            )
            check_range(f"{named} (no range given)", values, *PLAUSIBLE, hint=hint)

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={tuple(value.shape)}" for name, value in self.tensors().items())
        return f"Split({parts}, name={self.name!r}, source={self.source!r}, range={self.range!r})"

    def _each(self, change: Callable[[Tensor], Tensor]) -> "Split":
        changed = copy(self)  # what is here was checked: its rows and copies need it no more
        for name, value in self.tensors().items():
            object.__setattr__(changed, name, change(value))
        return changed

    def to(self, device: torch.device | str) -> "Split":
        """The same split on another device."""
        return self._each(lambda value: value.to(device))

    def take(self, count: int) -> "Split":
        """The first `count` rows (all rows if there are fewer)."""
        check_counts(count=count)
        return self._each(lambda value: value[:count])

    def select(self, rows: Tensor) -> "Split":
        """The given rows as a split: indices, or True for the rows to keep."""
        return self._each(lambda value: value[rows.to(value.device)])

    def rows(self, rows: Tensor, progress: float = 0.0) -> Batch:
        """The given rows as a batch; `rows` holds indices on the split's device."""
        picked = {name: value.index_select(0, rows) for name, value in self.tensors().items()}
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

    def pool(self, *parts: str) -> Split:
        """Some parts as one split, in their order; all three where none is named.

        MNIST's published training file is `mnist().pool("train", "valid")`, and its 70 000 digits
        together, which other data sets are drawn from, are `mnist().pool()`.

        Raises:
            ValueError: If a part is unknown, or tensors of another do not have its names.
        """
        names = parts or PARTS
        if not set(names) <= set(PARTS):
            raise ValueError(f"parts must be names out of {PARTS}, got {parts}")
        chosen = [getattr(self, name) for name in names]
        tensors = [part.tensors() for part in chosen]
        if any(other.keys() != tensors[0].keys() for other in tensors):
            raise ValueError(f"parts must have the same tensors, got {chosen}")
        together = {name: torch.cat([part[name] for part in tensors]) for name in tensors[0]}
        return replace(chosen[0], **together, name=f"{self.name} {' + '.join(names)}")


PARTS = tuple(field.name for field in fields(Splits))
