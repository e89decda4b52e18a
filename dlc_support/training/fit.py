"""`fit`: the training loop with a progress bar, validation, checkpoints and a history."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from dlc_support.data.split import Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.averaging import averaged
from dlc_support.training.checkpoint import Checkpoint, Store
from dlc_support.training.checks import check_data, check_run
from dlc_support.training.distributed import wait_for_all, world
from dlc_support.training.fingerprint import describe_data, fingerprint
from dlc_support.training.history import History, Ledger
from dlc_support.training.loop import train
from dlc_support.training.optimizers import Adam, OptimizerSpec
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.schedules import Schedule
from dlc_support.training.watch import Watch, validate


def fit(
    model: nn.Module,
    objective: Objective,
    data,  # noqa: ANN001 - a Split, or a Stream for what exceeds memory
    *,
    epochs: int,
    batch_size: int = 100,
    optimizer: OptimizerSpec = Adam(),  # noqa: B008 - frozen
    schedule: Schedule | None = None,
    ema: float | None = None,
    opponents: Sequence[Player] = (),
    watch: Split | Watch | None = None,
    seed: int = 0,
    checkpoint: Path | str | Checkpoint | None = None,
    runtime: Runtime = Runtime(),  # noqa: B008 - frozen
    progress: bool = True,
) -> History:
    """Trains a model in place, and tells how it went.

    Args:
        model: Network to train; afterwards it holds the trained weights (their average where
            `ema` is given, the best ones where `watch` has patience) on the run's device.
        objective: What is minimised.
        data: Clean data, a split in memory or a stream.
        epochs: Passes over the data.
        batch_size: Rows a step, rounded so that the batches of an epoch are equal.
        optimizer: Built when the run starts.
        schedule: Factor on the learning rate as a function of progress in [0, 1).
        ema: Decay of a moving average of the weights, in (0, 1).
        opponents: Players that train against the model in the same loop, such as a critic.
        watch: Held-out split, or a `Watch` with its own objective and patience.
        seed: Names all draws of the run; the model's first weights come from `seeded`.
        checkpoint: Folder to keep the run's state in. A run that was killed goes on from there
            and ends bit-identical on a CPU; a run that is complete is not repeated.
        runtime: Device, precision, memory layout, compilation.
        progress: Show a progress bar.

    Returns:
        Losses of each epoch, validation, seconds.

    Raises:
        ValueError: Before the first step, for what cannot be trained.
        Diverged: If a loss becomes NaN or infinite.
        ForeignCheckpoint: If a file in `checkpoint` is not of this run.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> from dlc_support.objectives import Denoising
        >>> points = Split(torch.randn(100, 2, generator=torch.Generator().manual_seed(0)))
        >>> history = fit(nn.Linear(2, 2), Denoising(GaussianNoise(0.1)), points, epochs=3)
        >>> history.steps, len(history.train["total"])
        (3, 3)
    """
    watch = Watch(watch) if isinstance(watch, Split) else watch
    players = [Player(model, objective, optimizer, schedule), *opponents]
    check_run(players, data, epochs=epochs, batch_size=batch_size)
    judge = objective if watch is None or watch.objective is None else watch.objective
    if watch is not None:
        check_data(judge, watch.split)
    run = _Run(players, Plan(len(data), batch_size, epochs, seed), judge, watch, runtime)
    settings = {"epochs": epochs, "batch_size": batch_size, "seed": seed, "ema": ema}
    run.open(checkpoint, lambda: fingerprint(players, data, watch=_text(watch), **settings))
    run.place(ema)
    run.resume()
    data = _on_device(data, runtime.torch_device())
    devices = [runtime.torch_device()] if runtime.torch_device().type == "cuda" else []
    with torch.random.fork_rng(devices), _bar(run, progress) as bar:
        steps = train(
            players,
            data,
            epochs=epochs,
            batch_size=batch_size,
            seed=seed,
            start=run.history.steps,
            runtime=runtime,
        )
        run.drain(steps, bar)
    run.finish()
    return run.history


class _Run:
    """The state of a call of `fit`, and what happens to it between steps."""

    def __init__(
        self,
        players: Sequence[Player],
        plan: Plan,
        judge: Objective,
        watch: Watch | None,
        runtime: Runtime,
    ) -> None:
        self.players = players
        self.model = players[0].model
        self.plan = plan
        self.judge = judge
        self.watch = watch
        self.runtime = runtime
        self.history = History()
        self.ledger = Ledger()
        self.store: Store | None = None
        self.average: nn.Module | None = None
        self.best: dict[str, torch.Tensor] | None = None

    def open(self, checkpoint: Path | str | Checkpoint | None, name) -> None:  # noqa: ANN001
        """Finds the run's files; the name is computed only if there are any to be."""
        if checkpoint is not None:
            where = checkpoint if isinstance(checkpoint, Checkpoint) else Checkpoint(checkpoint)
            self.store = Store(where, name())

    def place(self, ema: float | None) -> None:
        """Moves models to the device, and makes the average beside the model."""
        for player in self.players:
            player.model.to(self.runtime.torch_device())
        if ema is not None:
            self.average = averaged(self.model, ema)

    def resume(self) -> None:
        """Goes on from the checkpoint, if there is one."""
        state = self.store.load() if self.store else None
        if state is not None:
            for player, kept in zip(self.players, state["players"], strict=True):
                player.model.load_state_dict(kept["model"])
                player.stepper.load_state_dict(kept["optimizer"])
            if self.average is not None:
                self.average.load_state_dict(state["average"])
            self.best = state["best"]
            self.history = History(**state["history"], resumed_at=state["history"]["steps"])
            self.ledger = Ledger(state["sums"], state["count"])
        if self.store:
            self.history.notes += self.store.notes

    def drain(self, steps, bar) -> None:  # noqa: ANN001
        """Makes all steps that are left."""
        if self.history.stopped:
            return
        began, before = time.perf_counter(), self.history.seconds
        for step in steps:
            self.history.steps = step.step + 1
            if self.average is not None:
                self.average.update_parameters(self.model)
            closes = self.plan.ends_epoch(step.step)
            if self.ledger.add(step) or closes:
                self.ledger.read(self._last_good())
                self.history.seconds = before + time.perf_counter() - began
                bar.update(self.history.steps - bar.n)
            if closes:
                self._close_epoch(step.epoch + 1, bar)
            if self.store and (self.history.stopped or self.store.due(self.history.steps)):
                self._save()
            if self.history.stopped:
                break
        self.history.seconds = before + time.perf_counter() - began

    def finish(self) -> None:
        """Writes the last checkpoint and leaves the weights that were asked for in the model."""
        if self.store and self.history.steps != (self.history.resumed_at or 0):
            self._save()
        if self.average is not None:
            self.model.load_state_dict(self.average.module.state_dict())
        if self.best is not None:
            self.model.load_state_dict(self.best)
        self.model.eval()

    def _close_epoch(self, epoch: int, bar) -> None:  # noqa: ANN001
        self.ledger.close_epoch(self.history)
        if self.watch is not None and (epoch % self.watch.every == 0 or epoch == self.plan.epochs):
            self._judge(epoch)
        shown = {"loss": self.history.train["total"][-1]}
        if self.history.valid:
            shown["valid"] = self.history.valid["total"][-1]
        bar.set_postfix(shown, refresh=False)

    def _judge(self, epoch: int) -> None:
        subject = self.model if self.average is None else self.average.module
        seen = validate(subject, self.judge, self.watch, seed=self.plan.seed, runtime=self.runtime)
        for name, value in seen.items():
            self.history.valid.setdefault(name, []).append(value)
        self.history.valid_epochs.append(epoch)
        if self.watch.patience is None:
            return
        if self.history.best_epoch == epoch:
            self.best = {
                name: value.detach().cpu().clone() for name, value in subject.state_dict().items()
            }
        since = len(self.history.valid_epochs) - 1
        since -= self.history.valid_epochs.index(self.history.best_epoch)
        self.history.stopped = since >= self.watch.patience

    def _save(self) -> None:
        # A checkpoint is only written of a run whose losses so far are known to be finite.
        self.ledger.read(self._last_good())
        if world()[0] == 0:
            self.store.save(self._state())
        wait_for_all()

    def _state(self) -> dict[str, Any]:
        return {
            "players": [
                {"model": player.model.state_dict(), "optimizer": player.stepper.state_dict()}
                for player in self.players
            ],
            "average": None if self.average is None else self.average.state_dict(),
            "best": self.best,
            "history": self.history.state(),
            "sums": self.ledger.sums,
            "count": self.ledger.count,
        }

    def _last_good(self) -> str:
        if self.store is None:
            return "no checkpoint was kept (pass checkpoint= to fit)"
        if not self.store.path.exists():
            return f"no checkpoint was written yet in {self.store.path.parent}"
        return f"the last good checkpoint is {self.store.path}"


def _text(watch: Watch | None) -> str:
    return "" if watch is None else f"{watch!r} {describe_data(watch.split)}"


def _on_device(data, device: torch.device):  # noqa: ANN001, ANN202
    """The split on the accelerator where it takes at most half of the free memory there."""
    if not isinstance(data, Split) or device.type == "cpu":
        return data
    needed = sum(values.nbytes for values in data.tensors().values())
    if device.type == "cuda" and needed > torch.cuda.mem_get_info(device)[0] // 2:
        return data
    return data.to(device)


def _bar(run: _Run, progress: bool):  # noqa: ANN202
    from tqdm.auto import tqdm

    return tqdm(
        total=run.plan.steps,
        initial=run.history.steps,
        desc=type(run.model).__name__,
        unit="step",
        leave=False,
        disable=not progress or world()[0] != 0,
    )
