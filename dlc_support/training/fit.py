"""`fit`: the training loop with a progress bar, validation, checkpoints and a history."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from dlc_support.data.split import Data, Movable, Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.checkpoint import Checkpoint, Store
from dlc_support.training.checks import check_run
from dlc_support.training.distributed import world
from dlc_support.training.fingerprint import describe_data, fingerprint
from dlc_support.training.history import History
from dlc_support.training.loop import train
from dlc_support.training.optimizers import Adam, OptimizerSpec
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.schedules import Schedule
from dlc_support.training.seeds import global_draws_restored
from dlc_support.training.sitting import Sitting
from dlc_support.training.watch import Watch


def fit(  # noqa: PLR0913 - all that a run is made of, by name
    model: nn.Module,
    objective: Objective,
    data: Data,
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
            and ends bit-identical on a CPU; a run that is complete is not repeated. After an
            interruption that Python survives the models have their first weights again, so that
            the same call goes on.
        runtime: Device, precision, memory layout, compilation.
        progress: Show a progress bar.

    Returns:
        Losses of each epoch, validation, seconds.

    Raises:
        ValueError: Before the first step, for what cannot be trained.
        Diverged: If a loss or a weight becomes NaN or infinite.
        ForeignCheckpoint: If a file in `checkpoint` is not of this run.

    Example:
        >>> from dlc_support.corruptions import GaussianNoise
        >>> from dlc_support.objectives import Denoising
        >>> points = Split(torch.randn(100, 2, generator=torch.Generator().manual_seed(0)))
        >>> history = fit(nn.Linear(2, 2), Denoising(GaussianNoise(0.1)), points, epochs=3)
        >>> history.steps, len(history.train["total"])
        (3, 3)
    """
    device = runtime.torch_device()
    # Opponents are copied, since the state of their optimisers belongs to this run alone.
    players = [Player(model, objective, optimizer, schedule), *map(replace, opponents)]
    sitting = Sitting(players, Plan(len(data), batch_size, epochs, seed), runtime)
    sitting.watch = Watch(watch) if isinstance(watch, Split) else watch
    check_run(players, data, sitting.watch)
    sitting.average_weights(ema)
    sitting.keep(_store(checkpoint, sitting, data, ema))
    try:
        sitting.resume()
        with global_draws_restored(), _bar(sitting, progress) as show:
            steps = train(
                players,
                _on_device(data, device),
                epochs=epochs,
                batch_size=batch_size,
                seed=seed,
                start=sitting.history.steps,
                runtime=runtime,
            )
            sitting.drain(steps, show)
        sitting.finish()
    except BaseException:
        sitting.put_back()
        raise
    return sitting.history


def _store(
    checkpoint: Path | str | Checkpoint | None, sitting: Sitting, data: Data, ema: float | None
) -> Store | None:
    """The run's files, named by everything that its result depends on."""
    if checkpoint is None:
        return None
    where = checkpoint if isinstance(checkpoint, Checkpoint) else Checkpoint(checkpoint)
    plan, watch = sitting.plan, sitting.watch
    name = fingerprint(
        sitting.players,
        data,
        epochs=plan.epochs,
        batch_size=plan.batch_size,
        seed=plan.seed,
        ema=ema,
        precision=sitting.runtime.precision,
        watch=None if watch is None else (watch, describe_data(watch.split)),
    )
    return Store(where, name)


def _on_device(data: Data, device: torch.device) -> Data:
    """The data on the accelerator where it takes at most half of the free memory there."""
    if not isinstance(data, Movable) or device.type == "cpu":
        return data
    needed = sum(values.nbytes for values in data.tensors().values())
    if device.type == "cuda" and needed > torch.cuda.mem_get_info(device)[0] // 2:
        return data
    return data.to(device)


@contextmanager
def _bar(sitting: Sitting, progress: bool) -> Iterator[Callable[[History], None]]:
    """A progress bar; what it yields shows where a run is."""
    from tqdm.auto import tqdm

    # Said only where there is to be no bar: a `disable` that is given overrides TQDM_DISABLE.
    off = {} if progress and world()[0] == 0 else {"disable": True}
    with tqdm(
        total=sitting.plan.steps,
        initial=sitting.history.steps,
        desc=type(sitting.model).__name__,
        unit="step",
        leave=False,
        **off,
    ) as bar:

        def show(history: History) -> None:
            seen = {"loss": history.train["total"][-1]} if history.train else {}
            if history.valid:
                seen["valid"] = history.valid["total"][-1]
            bar.set_postfix(seen, refresh=False)
            bar.update(history.steps - bar.n)

        yield show
