"""What `fit` refuses before the first step, so that no work is lost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import torch
from torch import Generator, Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.utils.data import DataLoader

from dlc_support.arguments import check_seed, kind
from dlc_support.corruptions.corruption import values_known
from dlc_support.data.ranges import TOP, check_values
from dlc_support.data.split import Data, Split
from dlc_support.objectives.loss import Loss, Objective
from dlc_support.training.player import Player
from dlc_support.training.runtime import Runtime
from dlc_support.training.seeds import global_draws_restored
from dlc_support.training.validation import Validation, evaluating

ALLOWED = {
    "model": (lambda value: isinstance(value, nn.Module), "a torch.nn.Module"),
    "objective": (
        lambda value: isinstance(value, Objective),
        "an Objective, such as Denoising(GaussianNoise(0.1))",
    ),
    "data": (lambda value: isinstance(value, Data), "a Split or a Stream"),
    "optimizer": (callable, "a function of the weights that builds one, such as Adam(lr=1e-3)"),
    "schedule": (lambda value: value is None or callable(value), "a function of progress or None"),
    "opponents": (
        lambda value: isinstance(value, Sequence) and all(isinstance(p, Player) for p in value),
        "a sequence of Players",
    ),
    "validation": (
        lambda value: isinstance(value, Split | Validation | None),
        "a Split, a Validation or None",
    ),
    "runtime": (lambda value: isinstance(value, Runtime), "a Runtime"),
}
REMEDIES = {
    Tensor: "; write Split(tensor)",
    DataLoader: "; write Stream(dataset), whose items are dicts with 'inputs'",
}


def check_arguments(*, seed: object, **given: object) -> None:
    """Refuses arguments of another kind, before anything is made of them.

    Args:
        seed: Names the run.
        given: Further arguments of `fit` by name, as they were given.

    Raises:
        TypeError: Naming the argument, what it is and what is allowed.
    """
    for name, value in given.items():
        fits, allowed = ALLOWED[name]
        if not fits(value):
            remedy = REMEDIES.get(type(value), "")
            raise TypeError(f"{name} must be {allowed}, got {kind(value)}{remedy}")
    check_seed(seed)


def check_run(
    players: Sequence[Player], data: Data, validation: Validation | None = None, *, rows: int = 2
) -> None:
    """Refuses what cannot be trained; changes nothing, the global generators included.

    Args:
        players: Who takes part.
        data: What they learn from.
        validation: What they are validated on.
        rows: Of the smallest batch, which is tried where it is smaller than two.

    Raises:
        ValueError: Naming the argument, its value and what is allowed.
    """
    check_players(players)
    seen = _seen(data)
    for player in players:
        check_data(player.objective, seen)
        with nullcontext() if rows > 1 else _values_counted(players):
            dry_run(players, player.model, player.objective, seen, rows=rows)
        _ = player.stepper  # an optimiser refuses its settings when it is built
    if validation is not None:
        objective = validation.objective or players[0].objective
        if len(validation.split) == 0:
            raise ValueError(f"validation must have at least one row, got {validation.split!r}")
        check_data(objective, validation.split)
        loss = dry_run(players, players[0].model, objective, validation.split)
        if validation.by not in (losses := {"total": loss.total, **loss.parts}):
            raise ValueError(f"by must be one of {sorted(losses)}, got {validation.by!r}")


def check_players(players: Sequence[Player]) -> None:
    """Refuses players that have no weights, share weights, or cannot be told apart."""
    names = [player.name for player in players]
    if len(set(names)) < len(names):
        raise ValueError(f"opponents must have names of their own, got {names[1:]}")
    for player in players:
        if player.draws not in (None, *range(len(players))):
            raise ValueError(
                f"draws must be the number of a player, at most {len(players) - 1}, or None, got "
                f"{player.draws!r}"
            )
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
    check_objective(objective)
    there = data.tensors()
    name = data.name or "data"
    missing = [needed for needed in objective.needs if needed not in there]
    if missing:
        raise ValueError(f"{objective!r} needs {missing} of a split; {name} has {sorted(there)}")
    for field, values in there.items():
        if values.is_floating_point() and not _finite(values):
            raise ValueError(f"{field} of {name} must be finite, got NaN or infinity")
    check_targets(objective, data)


def check_objective(objective: object) -> None:
    """Refuses what does not declare, as an `Objective` does, what it asks of the data."""
    if not isinstance(objective, Objective):
        raise TypeError(
            "objective must derive from dlc_support.objectives.Objective, such as "
            f"Denoising(GaussianNoise(0.1)), got {objective!r}"
        )


def check_targets(objective: Objective, data: Split) -> None:
    """Refuses targets of another range, and unknown ones that would count."""
    name, wanted = data.name or "data", objective.target_range
    if wanted in TOP and TOP.get(data.range, TOP[wanted]) != TOP[wanted]:
        raise ValueError(f"{objective!r} needs range={wanted!r}, {name} has {data.range!r}")
    aim = "inputs" if data.targets is None else "targets"
    check_values(f"{aim} of {name} under {objective!r}", data.target, wanted)
    if data.observed is not None and not objective.weighs_observed:
        raise ValueError(
            f"{objective!r} counts all entries of its targets; {name} has observed, which says "
            "that some are unknown: leave observed out, or take an objective that weighs by it"
        )


def _finite(values: Tensor) -> bool:
    # Both ends in one pass, NaN included: thirty times as fast as asking each value.
    return values.numel() == 0 or all(bool(end.isfinite()) for end in values.aminmax())


def dry_run(
    players: Sequence[Player], model: nn.Module, objective: Objective, data: Split, rows: int = 2
) -> Loss:
    """The loss on at most two rows, without a trace: a model for other shapes is refused here."""
    weight = next(model.parameters())
    few = torch.arange(min(2, rows, len(data)), device=data.inputs.device)
    batch = data.rows(few).to(weight.device)
    models = [player.model for player in players]
    asked = []
    modules = [module for each in models for module in each.modules()]
    hooks = [module.register_forward_pre_hook(lambda *_: asked.append(1)) for module in modules]
    try:
        with global_draws_restored(), evaluating(models), values_known:
            loss = objective(model, batch, Generator(weight.device).manual_seed(0))
    except Exception as error:
        reason = str(error)
        if batch.inputs.dtype != weight.dtype:
            reason = f"the weights are {weight.dtype} and the inputs {batch.inputs.dtype}"
        shape, name = tuple(batch.inputs.shape), type(model).__name__
        raise ValueError(
            f"model {name} does not fit data of shape {shape} under {objective!r}: {reason}"
            if asked or isinstance(error, AttributeError)
            else f"{objective!r} fails on data of shape {shape}, before {name} is asked: {reason}"
        ) from error
    finally:
        for hook in hooks:
            hook.remove()
    if not isinstance(loss, Loss):
        raise ValueError(f"{objective!r} must return a Loss, got {kind(loss)}")  # noqa: TRY004
    if loss.total.ndim:
        raise ValueError(
            f"{objective!r} must return a scalar total, got shape {tuple(loss.total.shape)}"
        )
    return loss


@contextmanager
def _values_counted(players: Sequence[Player]) -> Iterator[None]:
    """In the block, batch normalisation refuses what it refuses in training mode alone."""

    def look(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        if inputs[0].numel() == inputs[0].shape[1]:
            raise ValueError(
                "batch normalisation needs several values of each channel, and a batch has one "
                "row: write batch_size=2 or more, or normalise by nn.GroupNorm or nn.LayerNorm"
            )

    modules = [module for player in players for module in player.model.modules()]
    norms = [module for module in modules if isinstance(module, _BatchNorm)]
    hooks = [norm.register_forward_pre_hook(look) for norm in norms]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _seen(data: Data) -> Split:
    """The split itself, or the first rows of a stream as one."""
    if isinstance(data, Split):
        return data
    batch = data.rows(torch.arange(min(2, len(data))))
    return Split(**batch.tensors(), name=data.name, source=data.source, range=data.range)
