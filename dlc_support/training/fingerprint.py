"""What names a run: everything its result depends on."""

from collections.abc import Iterable
from hashlib import blake2b

import torch
from torch import Tensor, nn

from dlc_support.training.player import Player


def digest(tensors: Iterable[Tensor]) -> str:
    """A checksum of shapes, types and values."""
    total = blake2b(digest_size=16)
    for tensor in tensors:
        total.update(f"{tuple(tensor.shape)}{tensor.dtype}".encode())
        flat = tensor.detach().cpu().contiguous().view(-1)
        total.update(flat.view(torch.uint8).numpy().data)
    return total.hexdigest()


def fingerprint(players: Iterable[Player], data: object, **settings: object) -> str:
    """Sixteen hex digits that name a run.

    They stand for each player's class, first weights, objective, optimiser and schedule, for the
    data's name, length and content, and for `settings` in their printed form.
    """
    lines = [_player(player) for player in players]
    lines.append(describe_data(data))
    lines += [f"{name}={value!r}" for name, value in sorted(settings.items())]
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _player(player: Player) -> str:
    model: nn.Module = player.model
    weights = digest(model.state_dict().values())
    return (
        f"{player.name} {model!r} {weights} {player.objective!r} {player.optimizer!r}"
        f" {player.schedule!r}"
    )


def describe_data(data: object) -> str:
    """Name, length and, where it lies in memory, checksum of the data."""
    tensors = getattr(data, "tensors", dict)()
    text = " ".join(f"{name}:{digest([value])}" for name, value in tensors.items())
    return f"{getattr(data, 'name', '')} {len(data)} {text}"  # type: ignore[arg-type]
