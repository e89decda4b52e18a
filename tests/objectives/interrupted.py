"""A run that is interrupted inside a step and begun again, beside one that was not."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from dlc_support.objectives import Objective
from dlc_support.training import CheckpointConfig, Cosine, Runtime, fit

AT, EVERY = 18, 5  # the call of the objective that is interrupted, and the steps of a checkpoint


class Interrupted(Exception):
    """Ends a run in the middle of a step, as a power cut would."""


def ends_bit_identical(
    network: Callable[[], nn.Module],
    objective: Objective,
    data: object,
    folder: Path,
    *,
    batch_size: int = 2,
) -> None:
    """Asserts that weights and buffers of both runs are equal, and that the second went on.

    Args:
        network: Makes the model, each time with the same first weights.
        objective: What is minimised.
        data: What is learned from.
        folder: Of the checkpoints.
        batch_size: Of 24 steps.
    """

    def trained(checkpoint=None):
        model = network()
        history = fit(
            model,
            objective,
            data,
            steps=24,
            interval=12,
            batch_size=batch_size,
            schedule=Cosine(),
            checkpoint=checkpoint,
            runtime=Runtime("cpu"),
            progress=False,
        )
        return model, history

    whole, _ = trained()
    kind, calls = type(objective), iter(range(1, 1000))
    call = kind.__call__

    def interrupting(self, *given):
        if next(calls) == AT:
            raise Interrupted
        return call(self, *given)

    kept = CheckpointConfig(folder, steps=EVERY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "__call__", interrupting)
        with pytest.raises(Interrupted):
            trained(kept)
    model, history = trained(kept)
    assert history.resumed_at == (AT - 1) // EVERY * EVERY
    for name, value in whole.state_dict().items():
        assert torch.equal(value, model.state_dict()[name]), name
