"""Generators in place of the one that a task passes, as students take them."""

from collections.abc import Callable
from typing import Any


def copied(generator: Any) -> Any:  # noqa: ANN401
    """A new one with the seed of the one that is passed."""
    import torch

    return torch.Generator().manual_seed(generator.initial_seed())


def fixed(_: Any) -> Any:  # noqa: ANN401
    """A new one with a seed of its own."""
    import torch

    return torch.Generator().manual_seed(0)


def cloned(generator: Any) -> Any:  # noqa: ANN401
    """A copy of the one that is passed, as far as it has moved on."""
    return copied(generator).set_state(generator.get_state())


def from_global(_: Any) -> Any:  # noqa: ANN401
    """A new one with a seed from the global generator."""
    import torch

    return torch.Generator().manual_seed(int(torch.randint(2**31, ())))


def burnt(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """As `make`, and the generator that is passed moves on for nothing."""

    def other(generator: Any) -> Any:  # noqa: ANN401
        import torch

        made = make(generator)
        torch.rand((), generator=generator)
        return made

    return other
