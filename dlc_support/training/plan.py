"""Which rows come when: a run's order, a function of its seed alone."""

from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from dlc_support.arguments import check_counts
from dlc_support.shapes import Rows
from dlc_support.training.seeds import derived_seed

ORDER = -1  # stands for a player's number in the seeds of what belongs to no player


@dataclass(frozen=True)
class Plan:
    """The length and the order of a run.

    A pass over the data has an order of its own, a permutation drawn from (seed, pass); its
    batches differ in size by at most one row, because a small last batch would count its rows too
    much. A batch of one row, which batch normalisation cannot use, is made only where `batch_size`
    is 1 or there is one row in all. Each batch is cut into `shards`, one for each process.

    Attributes:
        length: Rows of the data.
        batch_size: Rows a step, rounded.
        epochs: Passes over the data, or None.
        steps: Steps instead, or None; the last pass may then be partial.
        interval: Steps that one value of the history stands for; None for those of a pass.
        seed: Names the order.
        shards: Parts that each batch is cut into.

    Raises:
        ValueError: If there is nothing to train on, a count is below 1, or not exactly one of
            `epochs` and `steps` is given.

    Example:
        >>> plan = Plan(length=10, batch_size=4, epochs=2)
        >>> plan.total, sorted(len(rows) for rows in plan.order(epoch=0))
        (6, [3, 3, 4])
    """

    length: int
    batch_size: int
    epochs: int | None = None
    steps: int | None = None
    interval: int | None = None
    seed: int = 0
    shards: int = 1

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError(f"data must have at least one row, got {self.length}")
        if (self.epochs is None) == (self.steps is None):
            raise ValueError(
                "exactly one of epochs and steps must be given, got "
                f"epochs={self.epochs} and steps={self.steps}"
            )
        counts = {name: getattr(self, name) for name in ("epochs", "steps", "interval")}
        check_counts(
            batch_size=self.batch_size,
            shards=self.shards,
            **{name: count for name, count in counts.items() if count is not None},
        )
        if self.length // self.steps_per_epoch < self.shards:
            raise ValueError(
                f"each of {self.shards} shards needs a row of every batch, got batch_size "
                f"{self.batch_size} on {self.length} rows"
            )

    @cached_property  # read in each step
    def steps_per_epoch(self) -> int:
        """Steps in a pass over the data; the batch size is rounded: all batches are equal."""
        steps = -(-self.length // self.batch_size)
        return steps if self.batch_size == 1 else max(min(steps, self.length // 2), 1)

    @property
    def smallest(self) -> int:
        """Rows of the smallest batch."""
        return self.length // self.steps_per_epoch

    @cached_property
    def total(self) -> int:
        """Steps in the whole run."""
        return self.steps or self.epochs * self.steps_per_epoch

    @cached_property
    def every(self) -> int:
        """Steps that one value of the history stands for."""
        return self.interval or self.steps_per_epoch

    def closes(self, step: int) -> bool:
        """True when a value of the history is complete with this step (from 0)."""
        return (step + 1) % self.every == 0 or step + 1 == self.total

    def order(self, epoch: int) -> tuple[Rows, ...]:
        """The rows of each batch of a pass over the data, as indices on the CPU."""
        generator = Generator().manual_seed(derived_seed(self.seed, ORDER, epoch))
        return torch.randperm(self.length, generator=generator).tensor_split(self.steps_per_epoch)

    def shard(self, rows: Rows, shard: int) -> Int[Tensor, " part"]:
        """The part of a batch's rows that belongs to one shard."""
        return rows if self.shards == 1 else rows.tensor_split(self.shards)[shard]
