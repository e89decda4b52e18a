"""The training loop, the only one: a generator of steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Generator, Tensor, nn

from dlc_support.corruptions.corruption import values_known
from dlc_support.data.split import Batch, Data
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.training.distributed import replicated, world
from dlc_support.training.fingerprint import held
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.seeds import derived_seed


class Step(NamedTuple):
    """A step of a run, after it.

    Attributes:
        epoch: Pass over the data, from 0.
        index: Step within the epoch, from 0.
        step: Step within the run, from 0.
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


class _Turn:
    """What a player does in each step, on the device, compiled and replicated as the run asks."""

    def __init__(self, player: Player, number: int, runtime: Runtime) -> None:
        self.player = player
        self.draws = number if player.draws is None else player.draws
        runtime.place(player.model)
        played = _Played(player.model, player.objective)
        if runtime.compile:
            played = torch.compile(played)
        self.play = replicated(played, runtime.torch_device())
        self.context = runtime.autocast(player.model, player.objective)
        # Only this player's weights collect gradients, whatever else the graph passes through.
        # Naming them takes 12 us a step: it is not done where there is nothing else.
        alone = next(held(player.objective, [player.model]), None) is None
        self.inputs = None if alone else player.parameters
        self.prefix = f"{player.name}/" if player.name else ""

    def take(
        self, parts: Sequence[tuple[int, Batch]], step_seed: int, generators: Sequence[Generator]
    ) -> dict[str, Tensor]:
        """One step of the optimiser on the mean of the parts' losses; these by name."""
        stepper = self.player.stepper
        stepper.zero_grad(set_to_none=True)
        losses = []
        for shard, batch in parts:
            draws = derived_seed(step_seed, shard)
            for generator in generators:
                generator.manual_seed(draws)
            with self.context, values_known:
                loss = self.play(batch, generators[0])
            total = loss.total if len(parts) == 1 else loss.total / len(parts)
            total.backward(inputs=self.inputs)
            losses.append(loss)
        stepper.step()
        loss = losses[0] if len(losses) == 1 else _mean(losses)
        values = {"total": loss.total, **loss.parts}
        return {self.prefix + name: value.detach() for name, value in values.items()}


def _mean(losses: Sequence[Loss]) -> Loss:
    total = torch.stack([loss.total.detach() for loss in losses]).mean()
    parts = {
        name: torch.stack([loss.parts[name].detach() for loss in losses]).mean()
        for name in losses[0].parts
    }
    return Loss(total, parts)


def _generators(device: torch.device) -> list[Generator]:
    """One generator for objectives, and the global ones that dropout draws from."""
    own = [Generator(device), torch.default_generator]
    if device.type == "cuda":
        own.append(torch.cuda.default_generators[device.index or 0])
    return own


def train(  # noqa: PLR0913 - as `fit`
    players: Sequence[Player],
    data: Data,
    *,
    epochs: int | None = None,
    steps: int | None = None,
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

    A run has one generator and one order. Five seeds as one batched model would need one of each
    for every member, and do not pay: on a CPU they take the time of 4.4 runs (batched products)
    to 6 runs (`torch.vmap`). Seeds are trained in processes of their own (`--jobs`).

    Args:
        players: Who takes part; the first is the one that is being trained.
        data: Clean data, a `Split` or a `Stream`; what lies on the device is indexed there.
        epochs: Passes over the data, in all (not from `start` on).
        steps: Steps in all, instead of `epochs`.
        batch_size: Rows a step, rounded so that the batches of an epoch are equal.
        seed: Names the run's draws.
        start: Step to begin at.
        shards: Emulates that many processes: each batch is cut into as many parts, each with
            draws of its own, and gradients are averaged. In a process group, each process takes
            one part, and yields that part's losses.
        runtime: Device, precision, memory layout, compilation.

    Yields:
        Each step after it; its losses carry no graph.

    Raises:
        ValueError: If a count is below 1, not exactly one of `epochs` and `steps` is given, or
            `shards` is not the number of processes.

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
    cut = shards if processes == 1 else processes
    plan = Plan(len(data), batch_size, epochs, steps, seed=seed, shards=cut)
    turns = [_Turn(player, number, runtime) for number, player in enumerate(players)]
    device = runtime.torch_device()
    generators = _generators(device)
    for player in players:
        player.model.train()
    first = start % plan.steps_per_epoch
    for epoch in range(start // plan.steps_per_epoch, -(-plan.total // plan.steps_per_epoch)):
        begun = epoch * plan.steps_per_epoch
        order = plan.order(epoch)[first : plan.total - begun]
        batches = data.batches([plan.shard(rows, shard) for rows in order for shard in mine])
        for index in range(first, first + len(order)):
            step = begun + index
            progress = step / plan.total
            parts = [
                (shard, replace(next(batches).to(device), progress=progress)) for shard in mine
            ]
            losses: dict[str, Tensor] = {}
            for turn in turns:
                turn.player.set_rate(progress)
                step_seed = derived_seed(seed, turn.draws, step)
                losses |= turn.take(parts, step_seed, generators)
            yield Step(epoch, index, step, losses)
        first = 0
