"""What names a run: everything its result depends on."""

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from types import FunctionType, ModuleType

import numpy as np
import torch
from torch import Tensor, nn

from dlc_support.data.split import Data, Movable
from dlc_support.training.plan import Plan
from dlc_support.training.player import Player
from dlc_support.training.validation import Validation


def digest(tensors: Iterable[Tensor]) -> str:
    """A checksum of shapes, types and values."""
    total = blake2b(digest_size=16)
    for tensor in tensors:
        total.update(f"{tuple(tensor.shape)}{tensor.dtype}".encode())
        flat = tensor.detach().cpu().contiguous().view(-1)
        total.update(flat.view(torch.uint8).numpy().data)
    return total.hexdigest()


def fingerprint(
    players: Sequence[Player],
    data: Data,
    plan: Plan,
    validation: Validation | None = None,
    **settings: object,
) -> str:
    """Sixteen hex digits that name a run.

    They stand for each player's class, first weights, objective, optimiser and schedule, for the
    networks and tensors inside these (of other players no more than their name), for the name,
    length and content of the data and of the validation split (of a stream, name and length; of
    patches that are read from files, the files' names, shapes and sizes),
    for the plan and for `settings` in their printed form.

    Raises:
        ValueError: If a stream has no name, or something prints an address, and so differently
            each time: the run would be taken for another one, or never be found again.
    """
    models = [player.model for player in players]
    lines = [_player(player, models) for player in players]
    lines.append(describe_data(data))
    # `watch` is what validation was once called: it is part of the names of finished runs.
    settings |= {"batch_size": plan.batch_size, "epochs": plan.epochs, "seed": plan.seed}
    settings |= {"watch": validation and (validation, describe_data(validation.split))}
    added = {"steps": plan.steps, "interval": plan.interval}
    settings |= {name: value for name, value in added.items() if value is not None}
    lines += [f"{name}={value!r}" for name, value in sorted(settings.items())]
    lines += [] if validation is None else _held(validation.objective, models)
    for line in lines:
        if nameless := re.search(r"<[^\n]{1,80} at 0x[0-9a-fA-F]+>", line):
            raise ValueError(
                f"a run with a checkpoint must consist of what prints alike each time, got "
                f"{nameless[0]}; use a frozen dataclass, such as Ramp for a schedule"
            )
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _player(player: Player, models: Sequence[nn.Module]) -> str:
    weights = digest(player.model.state_dict().values())
    parts = (player.objective, player.optimizer, player.schedule)
    printed = [player.name, repr(player.model), weights, *map(repr, parts)]
    shared = [] if player.draws is None else [f"draws={player.draws}"]
    return " ".join([*printed, *shared, *_held(parts, models)])


def _held(owner: object, models: Sequence[nn.Module]) -> list[str]:
    # Printing shows a few digits of a tensor, and nothing of a field with `repr=False`.
    return [
        f"{thing!r} {digest([*thing.parameters(), *thing.buffers()])}"
        if isinstance(thing, nn.Module)
        else digest([torch.as_tensor(thing)])
        for thing in held(owner, models)
    ]


def held(owner: object, models: Sequence[nn.Module]) -> Iterator[nn.Module | Tensor | np.ndarray]:
    """The networks, those in `models` left out, and the tensors that an object leads to."""
    waiting, seen = [owner], {id(model) for model in models}
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type | ModuleType):
            continue
        seen.add(id(thing))
        if isinstance(thing, nn.Module | Tensor | np.ndarray):
            yield thing
        elif isinstance(thing, FunctionType):  # not its globals, which are the module's
            waiting += [thing.__closure__, thing.__defaults__, thing.__kwdefaults__]
        else:
            waiting += gc.get_referents(thing)


def describe_data(data: Data) -> str:
    """Name, length and, where it lies in memory, checksum of the data."""
    if not isinstance(data, Movable) and not data.name:
        raise ValueError("a stream needs a name where a checkpoint is kept: Stream(..., name=...)")
    tensors = data.tensors() if isinstance(data, Movable) else {}
    text = " ".join(f"{name}:{digest([value])}" for name, value in tensors.items())
    return f"{data.name} {len(data)} {text}"
