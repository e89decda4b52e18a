"""Clean data that is larger than memory: read batch by batch from a PyTorch data set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.utils.data import DataLoader, Dataset, default_collate

from dlc_support.arguments import check_counts
from dlc_support.data.ranges import Range, check_known_range
from dlc_support.data.split import TENSORS, Batch


@dataclass(frozen=True, eq=False)
class Stream:
    """One part of a data set that is read while it is used; stands where a `Split` stands.

    Attributes:
        dataset: Map-style data set (`__len__`, `__getitem__`). An item is a dict of tensors by
            name: `inputs`, and where there are any the other tensors of a `Split`, without
            the batch axis. An item must be a function of its row (and of fixed seeds) alone:
            random crops are keyed by (row, seed), so that any number of workers and a resumed run
            see the same values.
        workers: Processes that read ahead; 0 reads in this one.
        name: Name for figure titles.
        source: Where the data came from, in words.
        range: What inputs and targets are; see `Split`.

    Raises:
        ValueError: If `workers` is negative or `range` is unknown.

    Example:
        >>> squares = [{"inputs": torch.tensor([float(row**2)])} for row in range(5)]
        >>> stream = Stream(squares, name="squares")
        >>> len(stream), stream.rows(torch.tensor([3, 1])).inputs.flatten().tolist()
        (5, [9.0, 1.0])
    """

    dataset: Dataset | Sequence[dict[str, Tensor]]
    workers: int = 0
    name: str = ""
    source: str = ""
    range: Range = None

    def __post_init__(self) -> None:
        check_counts(0, workers=self.workers)
        check_known_range(self.range)

    def __len__(self) -> int:
        return len(self.dataset)  # type: ignore[arg-type]

    def rows(self, rows: Tensor) -> Batch:
        """The given rows as a batch, read in this process."""
        return _batch(_collated([self.dataset[row] for row in rows.tolist()]))

    def batches(self, order: Sequence[Tensor]) -> Iterator[Batch]:
        """One batch for each tensor of row indices, in that order; the workers read ahead.

        Batches are on the CPU, in page-locked memory where CUDA is there.
        """
        loader = DataLoader(
            self.dataset,  # type: ignore[arg-type]
            batch_sampler=[rows.tolist() for rows in order],
            num_workers=self.workers,
            collate_fn=_collated,
            pin_memory=torch.cuda.is_available(),
            # Without one of its own, a loader's iterator draws from the global generator.
            generator=Generator().manual_seed(0),
        )
        return map(_batch, loader)


def _collated(items: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    unknown = set(items[0]) - set(TENSORS)
    if unknown or "inputs" not in items[0]:
        raise ValueError(
            f"items must be dicts with 'inputs' and at most {TENSORS}, got {sorted(items[0])}"
        )
    return default_collate(items)


def _batch(tensors: dict[str, Tensor]) -> Batch:
    return Batch(**tensors)
