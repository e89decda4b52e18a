"""Validation in the course of a run: a split, its own objective, patience."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Generator, nn

from dlc_support.data.split import Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.plan import check_count
from dlc_support.training.runtime import Runtime
from dlc_support.training.seeds import derived_seed

VALIDATION = -2  # the place of a player's number in the path of a seed that belongs to no player


@dataclass(frozen=True)
class Watch:
    """What a run is judged by while it goes on.

    Attributes:
        split: Held-out data.
        objective: How it is judged; None means as it is trained. (Noise2Noise is judged on clean
            images.)
        every: Epochs between two judgements.
        patience: Judgements without improvement after which the run stops, with the best weights
            put back; None never stops and keeps the last weights.
        batch_size: Rows at a time.

    Raises:
        ValueError: If a number is below 1.
    """

    split: Split
    objective: Objective | None = None
    every: int = 1
    patience: int | None = None
    batch_size: int = 1000

    def __post_init__(self) -> None:
        check_count("every", self.every)
        check_count("batch_size", self.batch_size)
        if self.patience is not None:
            check_count("patience", self.patience)

    def __repr__(self) -> str:
        return (
            f"Watch({self.split.name!r}, {len(self.split)}, {self.objective!r}, "
            f"every={self.every}, patience={self.patience})"
        )


@contextmanager
def evaluating(models: Iterable[nn.Module]) -> Iterator[None]:
    """Models in evaluation mode inside the block, and as they were after it."""
    was_training = {module: module.training for model in models for module in model.modules()}
    try:
        for module in was_training:
            module.training = False
        yield
    finally:
        for module, training in was_training.items():
            module.training = training


def validate(
    model: nn.Module, objective: Objective, watch: Watch, *, seed: int, runtime: Runtime
) -> dict[str, float]:
    """Mean of the objective and its parts over a split, with the same noise at each call.

    The model is in evaluation mode, and weights that change in a run stand at their end value
    (progress 1).
    """
    device = runtime.torch_device()
    generator = Generator(device).manual_seed(derived_seed(seed, VALIDATION))
    sums: dict[str, float] = {}
    rows = torch.arange(len(watch.split), device=watch.split.inputs.device)
    with evaluating([model]), torch.no_grad(), runtime.autocast(model):
        for part in rows.split(watch.batch_size):
            batch = watch.split.rows(part, progress=1.0).to(device)
            loss = objective(model, batch, generator)
            for name, value in {"total": loss.total, **loss.parts}.items():
                sums[name] = sums.get(name, 0.0) + float(value) * len(part)
    return {name: total / len(watch.split) for name, total in sums.items()}
