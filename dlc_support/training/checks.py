"""What `fit` refuses before the first step, so that no work is lost."""

from collections.abc import Sequence

import torch
from torch import Generator, nn

from dlc_support.data.split import Data, Split
from dlc_support.objectives.loss import Objective
from dlc_support.training.player import Player
from dlc_support.training.seeds import global_draws_restored
from dlc_support.training.watch import Watch, evaluating

IN_RANGE = ("inputs", "targets")  # the fields that a split's range speaks of


def check_run(players: Sequence[Player], data: Data, watch: Watch | None = None) -> None:
    """Refuses what cannot be trained; changes nothing, the global generators included.

    Raises:
        ValueError: Naming the argument, its value and what is allowed.
    """
    check_players(players)
    seen = _seen(data)
    for player in players:
        check_data(player.objective, seen)
        rehearse(players, player.model, player.objective, seen)
        _ = player.stepper  # an optimiser refuses its settings when it is built
    if watch is not None:
        judge = watch.objective or players[0].objective
        if len(watch.split) == 0:
            raise ValueError(f"watch must have at least one row, got {watch.split!r}")
        check_data(judge, watch.split)
        rehearse(players, players[0].model, judge, watch.split)


def check_players(players: Sequence[Player]) -> None:
    """Refuses players that have no weights, share weights, or cannot be told apart."""
    names = [player.name for player in players]
    if len(set(names)) < len(names):
        raise ValueError(f"opponents must have names of their own, got {names[1:]}")
    owners: dict[int, str] = {}
    for player in players:
        if not player.parameters:
            raise ValueError(
                "model must have weights that require a gradient, got "
                f"{type(player.model).__name__}"
            )
        for weight in player.parameters:
            if owners.setdefault(id(weight), player.name) != player.name:
                raise ValueError(
                    f"a weight must be moved by one player, got one in both the models of "
                    f"{owners[id(weight)]!r} and {player.name!r}"
                )


def check_data(objective: Objective, data: Split) -> None:
    """Refuses fields that are missing and values that cannot be."""
    there = data.tensors()
    name = data.name or "data"
    missing = [needed for needed in getattr(objective, "needs", ()) if needed not in there]
    if missing:
        raise ValueError(f"{objective!r} needs {missing} of a split; {name} has {sorted(there)}")
    for field, values in there.items():
        if values.is_floating_point() and not _finite(values):
            raise ValueError(f"{field} of {name} must be finite, got NaN or infinity")
    if data.range == "unit":
        for field in IN_RANGE:
            _check_unit(f"{field} of {name} (range='unit')", there.get(field))
    if getattr(objective, "unit_targets", False):
        aim = "targets" if "targets" in there else "inputs"
        _check_unit(f"{aim} of {name} under {objective!r}", there[aim])


def _finite(values: torch.Tensor) -> bool:
    # Both ends in one pass, NaN included: thirty times as fast as asking each value.
    return values.numel() == 0 or all(bool(end.isfinite()) for end in values.aminmax())


def _check_unit(what: str, values: torch.Tensor | None) -> None:
    if values is None:
        return
    low, high = (float(value) for value in values.aminmax())
    if low < 0.0 or high > 1.0:
        raise ValueError(f"{what} must lie in [0, 1], got values from {low:g} to {high:g}")


def rehearse(
    players: Sequence[Player], model: nn.Module, objective: Objective, data: Split
) -> None:
    """One loss on two rows, without a trace: a model for other shapes is refused here."""
    device = next(model.parameters()).device
    batch = data.rows(torch.arange(min(2, len(data)), device=data.inputs.device)).to(device)
    try:
        with global_draws_restored(), evaluating(player.model for player in players):
            loss = objective(model, batch, Generator(device).manual_seed(0))
    except (RuntimeError, ValueError, TypeError, LookupError, AssertionError) as error:
        raise ValueError(
            f"model {type(model).__name__} does not fit data of shape "
            f"{tuple(batch.inputs.shape)} under {objective!r}: {error}"
        ) from error
    if loss.total.ndim:
        raise ValueError(
            f"{objective!r} must return a scalar total, got shape {tuple(loss.total.shape)}"
        )


def _seen(data: Data) -> Split:
    """The split itself, or the first rows of a stream as one."""
    if isinstance(data, Split):
        return data
    batch = data.rows(torch.arange(min(2, len(data))))
    return Split(
        batch.inputs,
        batch.labels,
        batch.targets,
        batch.condition,
        name=data.name,
        source=data.source,
        range=data.range,
    )
