"""What `fit` refuses before the first step, so that no work is lost."""

from collections.abc import Sequence

import torch
from torch import Generator, Tensor, nn

from dlc_support.data.split import Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.player import Player


def check_run(players: Sequence[Player], data: object, *, epochs: int, batch_size: int) -> None:
    """Refuses what cannot be trained.

    Raises:
        ValueError: Naming the argument, its value and what is allowed.
    """
    check_count("epochs", epochs)
    check_count("batch_size", batch_size)
    names = [player.name for player in players]
    if len(set(names)) < len(names):
        raise ValueError(f"opponents must have names of their own, got {names}")
    if len(data) == 0:  # type: ignore[arg-type]
        raise ValueError(f"data must have at least one row, got an empty split: {data!r}")
    for player in players:
        if not player.parameters:
            raise ValueError(
                f"model must have weights that require a gradient, got {_name(player.model)}"
            )
        check_data(player.objective, data)
    if isinstance(data, Split):
        for player in players:
            rehearse(player.model, player.objective, data)


def check_count(name: str, value: int) -> None:
    """Refuses counts below 1 and what is no whole number."""
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")


def check_data(objective: Objective, data: object) -> None:
    """Refuses fields that are missing and values that cannot be."""
    if not isinstance(data, Split):
        return
    there = data.tensors()
    missing = [name for name in getattr(objective, "needs", ()) if name not in there]
    if missing:
        raise ValueError(
            f"{objective!r} needs the fields {missing} of a split; {data.name or 'data'} has "
            f"{sorted(there)}"
        )
    for name, values in there.items():
        if values.is_floating_point():
            _check_values(name, values, data, objective)


def _check_values(name: str, values: Tensor, data: Split, objective: Objective) -> None:
    low, high = (float(value) for value in values.aminmax())
    if not torch.isfinite(torch.tensor([low, high])).all():
        raise ValueError(f"{name} of {data.name or 'data'} must be finite, got NaN or infinity")
    if name == "condition" or (low >= 0.0 and high <= 1.0):
        return
    if data.range == "unit":
        raise ValueError(
            f"{name} of {data.name or 'data'} must lie in [0, 1] (range='unit'), "
            f"got values from {low:g} to {high:g}"
        )
    if getattr(objective, "unit_targets", False):
        raise ValueError(f"{objective!r} needs {name} in [0, 1], got {low:g} to {high:g}")


def rehearse(model: nn.Module, objective: Objective, data: Split) -> None:
    """One loss on two rows, without a trace: a model for other shapes is refused here."""
    rows = torch.arange(min(2, len(data)), device=data.inputs.device)
    batch = data.rows(rows)
    device = next(model.parameters()).device
    was_training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.random.fork_rng():
            loss = objective(model, batch.to(device), Generator(device).manual_seed(0))
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise ValueError(
            f"model {_name(model)} does not fit data of shape {tuple(batch.inputs.shape)} under "
            f"{objective!r}: {error}"
        ) from error
    finally:
        for module, training in was_training.items():
            module.training = training
    if loss.total.ndim:
        raise ValueError(
            f"{objective!r} must return a scalar total, got shape {tuple(loss.total.shape)}"
        )


def _name(model: nn.Module) -> str:
    return type(model).__name__
