"""The training loop, the only one: a generator of steps."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor, nn

from dlc_support.data.split import Batch, Data
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.training.distributed import replicated, world
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.seeds import derived_seed


@dataclass(frozen=True)
class Step:
    """One step of a run that has been made.

    Attributes:
        epoch: Epoch, from 0.
        index: Place within the epoch, from 0.
        step: Place within the run, from 0.
        losses: Scalars by name, detached and still on the device: reading one makes the CPU wait
            for the accelerator, so read many at once and seldom.
    """

    epoch: int
    index: int
    step: int
    losses: Mapping[str, Tensor]


class _Played(nn.Module):
    """The objective as a module's forward: a replica's gradient hooks run only in `forward`."""

    def __init__(self, model: nn.Module, objective: Objective) -> None:
        super().__init__()
        self.model = model
        self.objective = objective

    def forward(self, batch: Batch, generator: Generator) -> Loss:
        return self.objective(self.model, batch, generator)


class _Seat:
    """A player at the table: placed on the device, compiled and replicated as the run asks."""

    def __init__(self, player: Player, number: int, runtime: Runtime) -> None:
        self.player = player
        self.number = number
        model = player.model
        runtime.place(model)
        called = torch.compile(model) if runtime.compile else model
        self.play = replicated(_Played(called, player.objective), runtime.torch_device())
        self.context: AbstractContextManager = runtime.autocast(model)
        self.prefix = f"{player.name}/" if player.name else ""

    def advance(self, parts: Sequence[tuple[int, Batch]], seed: int, generator: Generator) -> Loss:
        """One step of the optimiser on the mean of the parts' losses."""
        stepper = self.player.stepper
        stepper.zero_grad(set_to_none=True)
        losses = []
        for shard, batch in parts:
            reseed(generator, derived_seed(seed, shard))
            with self.context:
                loss = self.play(batch, generator)
            total = loss.total if len(parts) == 1 else loss.total / len(parts)
            # Only this player's weights collect gradients, whatever else the graph passes through.
            total.backward(inputs=self.player.parameters)
            losses.append(loss)
        stepper.step()
        return losses[0] if len(losses) == 1 else _mean(losses)

    def named(self, loss: Loss) -> dict[str, Tensor]:
        """The loss and its parts under this player's name."""
        parts = {"total": loss.total, **loss.parts}
        return {self.prefix + name: value.detach() for name, value in parts.items()}


def _mean(losses: Sequence[Loss]) -> Loss:
    total = torch.stack([loss.total.detach() for loss in losses]).mean()
    parts = {
        name: torch.stack([loss.parts[name].detach() for loss in losses]).mean()
        for name in losses[0].parts
    }
    return Loss(total, parts)


def reseed(generator: Generator, seed: int) -> None:
    """Puts a generator, and the global ones that dropout draws from, at a named place."""
    generator.manual_seed(seed)
    torch.default_generator.manual_seed(seed)
    if generator.device.type == "cuda":
        torch.cuda.default_generators[generator.device.index or 0].manual_seed(seed)


def train(  # noqa: PLR0913 - as `fit`
    players: Sequence[Player],
    data: Data,
    *,
    epochs: int,
    batch_size: int = 100,
    seed: int = 0,
    start: int = 0,
    shards: int = 1,
    runtime: Runtime = Runtime(),  # noqa: B008 - frozen
) -> Iterator[Step]:
    """Trains, one step at a time: what is done between steps is the caller's `for` loop.

    Each step draws a batch; each player in turn makes one optimiser step on it. All draws (the
    order of the rows, the corruptions, dropout) are functions of (seed, player, step, shard), so
    that a run which starts at `start` goes on exactly as one that was never interrupted. The
    global generators are reseeded at each step, for dropout; `fit` restores them at its end.

    Args:
        players: Who takes part; the first is the one that is being trained.
        data: Clean data, a `Split` or a `Stream`; what lies on the device is indexed there.
        epochs: Passes over the data, in all (not from `start` on).
        batch_size: Rows a step, rounded so that the batches of an epoch are equal.
        seed: Names the run's draws.
        start: Step to begin at.
        shards: Emulates that many processes: each batch is cut into as many parts, each with
            draws of its own, and gradients are averaged. In a process group, each process takes
            one part, and yields that part's losses.
        runtime: Device, precision, memory layout, compilation.

    Yields:
        Each step after it was made; its losses carry no graph.

    Raises:
        ValueError: If a count is below 1, or `shards` is not the number of processes.

    Example:
        >>> from dlc_support.data import Split
        >>> from dlc_support.objectives import Denoising
        >>> from dlc_support.corruptions import GaussianNoise
        >>> player = Player(torch.nn.Linear(2, 2), Denoising(GaussianNoise(0.1)))
        >>> points = Split(torch.zeros(10, 2))
        >>> [step.step for step in train([player], points, epochs=2, batch_size=5)]
        [0, 1, 2, 3]
    """
    rank, processes = world()
    if processes > 1 and shards not in (1, processes):
        raise ValueError(f"shards must be the number of processes, {processes}, got {shards}")
    mine = range(shards) if processes == 1 else (rank,)
    plan = Plan(len(data), batch_size, epochs, seed, shards if processes == 1 else processes)
    seats = [_Seat(player, number, runtime) for number, player in enumerate(players)]
    device = runtime.torch_device()
    generator = Generator(device)
    for player in players:
        player.model.train()
    for epoch in range(start // plan.steps_per_epoch, epochs):
        first = max(start - epoch * plan.steps_per_epoch, 0)
        orders = [plan.shard(rows, shard) for rows in plan.order(epoch)[first:] for shard in mine]
        batches = data.batches(orders)
        for index in range(first, plan.steps_per_epoch):
            step = epoch * plan.steps_per_epoch + index
            progress = step / plan.steps
            parts = [
                (shard, replace(next(batches).to(device), progress=progress)) for shard in mine
            ]
            losses: dict[str, Tensor] = {}
            for seat in seats:
                seat.player.set_rate(progress)
                place = derived_seed(seed, seat.number, step)
                losses |= seat.named(seat.advance(parts, place, generator))
            yield Step(epoch, index, step, losses)
