"""Validation in the course of a run: a split, its own objective, patience."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Generator, nn

from dlc_support.arguments import check_counts
from dlc_support.corruptions.corruption import values_known
from dlc_support.data.split import Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.runtime import Runtime
from dlc_support.training.seeds import derived_seed

VALIDATION = -2  # stands for a player's number in the seeds of what belongs to no player


@dataclass(frozen=True)
class Validation:
    """How a run is validated while it goes on.

    Attributes:
        split: Held-out data.
        objective: What is measured; None for what is trained. (Noise2Noise is validated on clean
            images.)
        by: What the best epoch is the lowest of: `"total"`, or a part of the objective's loss by
            its name, such as a classifier's `"errors"`.
        every: Epochs between two validations.
        patience: Validations without improvement after which the run stops, with the best weights
            put back; None never stops and keeps the last weights.
        batch_size: Rows at a time.

    Raises:
        ValueError: If a number is below 1.
    """

    split: Split
    objective: Objective | None = None
    by: str = "total"
    every: int = 1
    patience: int | None = None
    batch_size: int = 1000

    def __post_init__(self) -> None:
        check_counts(every=self.every, batch_size=self.batch_size)
        if self.patience is not None:
            check_counts(patience=self.patience)

    def __repr__(self) -> str:
        # Batches draw their noise one after another, so their size is part of a run's name.
        size = "" if self.batch_size == 1000 else f", batch_size={self.batch_size}"
        return (
            f"Validation({self.split.name!r}, {len(self.split)}, {self.objective!r}, "
            f"by={self.by!r}, every={self.every}, patience={self.patience}{size})"
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
    model: nn.Module, objective: Objective, validation: Validation, *, seed: int, runtime: Runtime
) -> dict[str, float]:
    """Mean of the objective and its parts over a split, with the same noise at each call.

    The model is in evaluation mode, and weights that change in a run stand at their end value
    (progress 1).
    """
    device, split = runtime.torch_device(), validation.split
    generator = Generator(device).manual_seed(derived_seed(seed, VALIDATION))
    sums: dict[str, float] = {}
    rows = torch.arange(len(split), device=split.inputs.device)
    with values_known, evaluating([model]), torch.no_grad(), runtime.autocast(model, objective):
        for part in rows.split(validation.batch_size):
            batch = split.rows(part, progress=1.0).to(device)
            loss = objective(model, batch, generator)
            for name, value in {"total": loss.total, **loss.parts}.items():
                sums[name] = sums.get(name, 0.0) + float(value) * len(part)
    return {name: total / len(split) for name, total in sums.items()}
