"""What names a run: everything its result depends on."""

import re
from collections.abc import Iterable
from hashlib import blake2b

import torch
from torch import Tensor

from dlc_support.data.split import Data, Movable
from dlc_support.training.player import Player


def digest(tensors: Iterable[Tensor]) -> str:
    """A checksum of shapes, types and values."""
    total = blake2b(digest_size=16)
    for tensor in tensors:
        total.update(f"{tuple(tensor.shape)}{tensor.dtype}".encode())
        flat = tensor.detach().cpu().contiguous().view(-1)
        total.update(flat.view(torch.uint8).numpy().data)
    return total.hexdigest()


def fingerprint(players: Iterable[Player], data: Data, **settings: object) -> str:
    """Sixteen hex digits that name a run.

    They stand for each player's class, first weights, objective, optimiser and schedule, for the
    data's name, length and content (of a stream, name and length), and for `settings` in their
    printed form.

    Raises:
        ValueError: If something prints an address, and so differently each time: the run would
            never be found again.
    """
    lines = [_player(player) for player in players]
    lines.append(describe_data(data))
    lines += [f"{name}={value!r}" for name, value in sorted(settings.items())]
    for line in lines:
        if nameless := re.search(r"<[^\n]{1,80} at 0x[0-9a-fA-F]+>", line):
            raise ValueError(
                f"a run with a checkpoint must consist of what prints alike each time, got "
                f"{nameless[0]}; use a frozen dataclass, such as Ramp for a schedule"
            )
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _player(player: Player) -> str:
    weights = digest(player.model.state_dict().values())
    return (
        f"{player.name} {player.model!r} {weights} {player.objective!r} {player.optimizer!r}"
        f" {player.schedule!r}"
    )


def describe_data(data: Data) -> str:
    """Name, length and, where it lies in memory, checksum of the data."""
    tensors = data.tensors() if isinstance(data, Movable) else {}
    text = " ".join(f"{name}:{digest([value])}" for name, value in tensors.items())
    return f"{data.name} {len(data)} {text}"
