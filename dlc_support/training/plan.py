"""Which rows come when: a run's order, a function of its seed alone."""

from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from dlc_support.shapes import Rows
from dlc_support.training.seeds import derived_seed

ORDER = -1  # the place of a player's number in the path of a seed that belongs to no player


@dataclass(frozen=True)
class Plan:
    """The order of a run.

    An epoch's order is a permutation drawn from (seed, epoch); its batches differ in size by at
    most one row, because a last batch of one row would crash batch normalisation and any small
    one would count its rows too much. Each batch is cut into `shards`, one for each process.

    Raises:
        ValueError: If there is nothing to train on, or a count is below 1.

    Example:
        >>> plan = Plan(length=10, batch_size=4, epochs=2)
        >>> plan.steps, sorted(len(rows) for rows in plan.order(epoch=0))
        (6, [3, 3, 4])
    """

    length: int
    batch_size: int
    epochs: int
    seed: int = 0
    shards: int = 1

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError(f"data must have at least one row, got {self.length}")
        for name in ("epochs", "batch_size", "shards"):
            check_count(name, getattr(self, name))
        if self.length // self.steps_per_epoch < self.shards:
            raise ValueError(
                f"each of {self.shards} shards needs a row of every batch, got batch_size "
                f"{self.batch_size} on {self.length} rows"
            )

    @property
    def steps_per_epoch(self) -> int:
        """Steps in one epoch; the batch size is rounded so that all batches are equal."""
        return -(-self.length // self.batch_size)

    @property
    def steps(self) -> int:
        """Steps in the whole run."""
        return self.epochs * self.steps_per_epoch

    def ends_epoch(self, step: int) -> bool:
        """True when this step (from 0) is the last of its epoch."""
        return (step + 1) % self.steps_per_epoch == 0

    def order(self, epoch: int) -> tuple[Rows, ...]:
        """The rows of each batch of an epoch, as indices on the CPU."""
        generator = Generator().manual_seed(derived_seed(self.seed, ORDER, epoch))
        return torch.randperm(self.length, generator=generator).tensor_split(self.steps_per_epoch)

    def shard(self, rows: Rows, shard: int) -> Int[Tensor, " part"]:
        """The part of a batch's rows that belongs to one shard."""
        return rows.tensor_split(self.shards)[shard]


def check_count(name: str, value: object) -> None:
    """Refuses counts below 1 and what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
