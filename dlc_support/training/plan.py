"""Which rows come when: a run's order, a function of its seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from dlc_support.training.seeds import derived_seed

ORDER = -1  # the place of a player's number in the path of a seed that belongs to no player


@dataclass(frozen=True)
class Plan:
    """The order of a run.

    An epoch's order is a permutation drawn from (seed, epoch); its batches differ in size by at
    most one row, because a last batch of one row would crash batch normalisation and any small
    one would count its rows too much. Each batch is cut into `shards`, one for each process.
    """

    length: int
    batch_size: int
    epochs: int
    seed: int = 0
    shards: int = 1

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

    def order(self, epoch: int) -> tuple[Tensor, ...]:
        """The rows of each batch of an epoch, as indices on the CPU."""
        generator = Generator().manual_seed(derived_seed(self.seed, ORDER, epoch))
        return torch.randperm(self.length, generator=generator).tensor_split(self.steps_per_epoch)

    def shard(self, rows: Tensor, shard: int) -> Tensor:
        """The part of a batch's rows that belongs to one shard."""
        return rows if self.shards == 1 else rows.tensor_split(self.shards)[shard]

    def visits(self, start: int) -> Iterator[tuple[int, int, int]]:
        """(step, epoch, index within the epoch) from `start` to the end."""
        for step in range(start, self.steps):
            yield step, *divmod(step, self.steps_per_epoch)
