"""A generator by which hidden tests tell draws that are not taken from the generator itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Generator


def twin(seed: int) -> "Generator":
    """A generator that draws what `manual_seed(seed)` draws, and tells another `initial_seed()`.

    An answer that draws from the generator it is given gives the same with both. One that draws
    from a copy, made by `initial_seed()`, does not, and no call is spent on finding that out.

    Args:
        seed: The seed whose draws it gives.

    Example:
        >>> import torch
        >>> other, same = twin(5), torch.Generator().manual_seed(5)
        >>> other.initial_seed() == same.initial_seed()
        False
        >>> torch.equal(torch.rand(3, generator=other), torch.rand(3, generator=same))
        True
    """
    import torch

    state = torch.Generator().manual_seed(seed).get_state()
    state[0] += 1  # the lowest byte of the seed, which stands before the engine's numbers
    return torch.Generator().set_state(state)
