"""Where randomness comes from: names for draws, not a state that is carried along."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

import torch

from dlc_support.arguments import check_seed


def derived_seed(*path: int) -> int:
    """A seed for the draw that `path` names, such as (seed, player, step, shard).

    Equal paths give equal seeds on every machine, different paths unrelated ones: the position in
    a run is then all there is to know of its randomness, and one process can play several.

    Example:
        >>> derived_seed(0, 1) == derived_seed(0, 1), derived_seed(0, 1) == derived_seed(1, 0)
        (True, False)
    """
    packed = struct.pack(f"<{len(path)}q", *path)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little") >> 1


@contextmanager
def global_draws_restored() -> Iterator[None]:
    """Puts PyTorch's global generators back, on exit, to where they stood on entry."""
    with torch.random.fork_rng(range(torch.cuda.device_count())):
        yield


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seeds PyTorch's global generators inside the block and restores them after it.

    Models are built under it, so that a run is reproducible from its first weight.

    Example:
        >>> with seeded(0):
        ...     first = torch.nn.Linear(2, 2).weight
        >>> with seeded(0):
        ...     second = torch.nn.Linear(2, 2).weight
        >>> torch.equal(first, second)
        True
    """
    check_seed(seed)
    with global_draws_restored():
        torch.manual_seed(seed)
        yield
