"""`fit`: the training loop with a progress bar, validation, checkpoints and a history."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from dlc_support.data.split import Data, Movable, Split
from dlc_support.objectives.loss import Objective
from dlc_support.progress import progress_bar
from dlc_support.sources import names_of
from dlc_support.training.averaging import averaged
from dlc_support.training.checkpoint import Checkpoint, CheckpointConfig
from dlc_support.training.checks import check_arguments, check_run
from dlc_support.training.distributed import world
from dlc_support.training.fingerprint import fingerprint
from dlc_support.training.history import HISTORIES, History
from dlc_support.training.loop import train
from dlc_support.training.optimizers import Adam, OptimizerSpec
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.run import Run
from dlc_support.training.runtime import Runtime
from dlc_support.training.schedules import Schedule
from dlc_support.training.seeds import global_draws_restored
from dlc_support.training.validation import Validation, validate


def fit(  # noqa: PLR0913 - all that a run is made of, by name
    model: nn.Module,
    objective: Objective,
    data: Data,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    interval: int | None = None,
    batch_size: int = 100,
    optimizer: OptimizerSpec = Adam(),  # noqa: B008 - frozen
    schedule: Schedule | None = None,
    ema: float | None = None,
    opponents: Sequence[Player] = (),
    validation: Split | Validation | None = None,
    seed: int = 0,
    checkpoint: Path | str | CheckpointConfig | None = None,
    runtime: Runtime = Runtime(),  # noqa: B008 - frozen
    progress: bool = True,
) -> History:
    """Trains a model in place, and tells how it went.

    Args:
        model: Network to train; afterwards it holds the trained weights (their average where
            `ema` is given, the best ones where `validation` has patience) on the run's device.
        objective: What is minimised.
        data: Clean data, a split in memory or a stream.
        epochs: Passes over the data.
        steps: Steps of the optimiser, instead of `epochs`.
        interval: Steps between two values of the history, and between two epochs as `validation`
            counts them; None for a pass over the data.
        batch_size: Rows a step, rounded so that the batches of an epoch are equal.
        optimizer: Built when the run starts.
        schedule: Factor on the learning rate as a function of progress in [0, 1).
        ema: Decay of a moving average of the weights, in (0, 1).
        opponents: Players that train against the model in the same loop, such as a critic.
        validation: Held-out split, or a `Validation` with its own objective and patience.
        seed: Names all draws of the run; the model's first weights come from `seeded`.
        checkpoint: Folder to keep the run's state in. A run that was killed goes on from there
            and ends bit-identical on a CPU; a run that is complete is not repeated. After an
            interruption that Python survives the models have their first weights again, so that
            the same call goes on. Another process that trains the same run is waited for.
            A run is named by the first weights among other things: a model that was trained
            already (a cell that is run twice) or that was built without `seeded` is another run,
            which is trained anew and adds a file; `dlc runs` lists and removes them. Weights that
            other code has trained are used, with a warning and a line in the history's notes.
        runtime: Device, precision, memory layout, compilation.
        progress: Show a progress bar.

    Returns:
        Losses of each epoch, validation, seconds.

    Raises:
        TypeError: Before the first step, for an argument of another kind.
        ValueError: Before the first step, for what cannot be trained.
        Diverged: If a loss or a weight becomes NaN or infinite.
        ForeignCheckpoint: If a file in `checkpoint` is not of this run.
        OSError: If a checkpoint cannot be written.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> from dlc_support.objectives import Denoising
        >>> points = Split(torch.randn(100, 2, generator=torch.Generator().manual_seed(0)))
        >>> history = fit(nn.Linear(2, 2), Denoising(GaussianNoise(0.1)), points, epochs=3)
        >>> history.steps, len(history.train["total"])
        (3, 3)
    """
    check_arguments(
        model=model,
        objective=objective,
        data=data,
        optimizer=optimizer,
        schedule=schedule,
        opponents=opponents,
        validation=validation,
        runtime=runtime,
        seed=seed,
    )
    # Opponents are copied, since the state of their optimisers belongs to this run alone.
    players = [Player(model, objective, optimizer, schedule), *map(replace, opponents)]
    plan = Plan(len(data), batch_size, epochs, steps, interval, seed)
    if isinstance(validation, Split):
        validation = Validation(validation)
    check_run(players, data, validation, rows=plan.smallest // world()[1])
    kept = None
    if checkpoint is not None:
        if not isinstance(checkpoint, CheckpointConfig):
            checkpoint = CheckpointConfig(checkpoint)
        settings = {"ema": ema, "precision": runtime.precision}
        name = fingerprint(players, data, plan, validation, **settings)
        code = [players, data, validation, runtime, train, averaged, validate]
        what = f"{type(model).__name__}, {objective!r}, {data.name or 'data'}"
        kept = Checkpoint(checkpoint, name, names_of(*code), what)
    run = Run(players, plan, runtime, validation=validation, ema=ema, checkpoint=kept)
    # One process of a group stands for all.
    lock = kept.locked() if kept and world()[0] == 0 else nullcontext()
    with (
        lock,
        run,
        global_draws_restored(),
        progress_bar(
            total=plan.total,
            # Read when the run has been entered: it may go on from a checkpoint.
            initial=run.history.steps,
            desc=type(model).__name__,
            unit="step",
            leave=False,
            show=progress and world()[0] == 0,
        ) as bar,
    ):
        coming = train(
            players,
            _on_device(data, runtime.torch_device()),
            epochs=epochs,
            steps=steps,
            batch_size=batch_size,
            seed=seed,
            start=run.history.steps,
            runtime=runtime,
        )
        for step in () if run.history.stopped else coming:
            if run.add(step):
                last = {"loss": run.history.train, "valid": run.history.valid}
                seen = {name: losses["total"][-1] for name, losses in last.items() if losses}
                bar.set_postfix(seen, refresh=False)
                bar.update(run.history.steps - bar.n)
            if run.history.stopped:
                break
    HISTORIES[kept.fingerprint if kept else f"not kept, {len(HISTORIES)}"] = run.history
    return run.history


def _on_device(data: Data, device: torch.device) -> Data:
    """The data on the accelerator where it takes at most half of the free memory there."""
    if not isinstance(data, Movable) or device.type == "cpu":
        return data
    needed = sum(values.nbytes for values in data.tensors().values())
    if device.type == "cuda" and needed > torch.cuda.mem_get_info(device)[0] // 2:
        return data
    return data.to(device)
