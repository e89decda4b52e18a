"""Generators in place of the one that a task passes, and draws in place of its draws."""

from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]
applied: list[str] = []  # one entry for each change since this was cleared


def changed(before: Any, after: Any) -> Any:  # noqa: ANN401
    """What comes after a change, which is counted."""
    applied.append("")
    return after


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


def partly(make: Callable[[Any], Any], function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Every other draw is from another generator."""
    import torch

    class Other(torch.overrides.TorchFunctionMode):
        draws = 0

        def __torch_function__(
            self, called: Function, types: object, args: tuple = (), kwargs: dict | None = None
        ) -> Any:  # noqa: ANN401
            named = dict(kwargs or {})
            if isinstance(one := named.get("generator"), torch.Generator):
                self.draws += 1
                if self.draws % 2 == 0:
                    named["generator"] = changed(one, make(one))
            return called(*args, **named)

    with Other():
        return function(*args, **options)


def shifted(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Every draw is of one set of numbers; the generator chooses where in it to begin."""
    import torch

    class Shifted(torch.overrides.TorchFunctionMode):
        def __torch_function__(
            self, called: Function, types: object, args: tuple = (), kwargs: dict | None = None
        ) -> Any:  # noqa: ANN401
            named = dict(kwargs or {})
            if not isinstance(one := named.get("generator"), torch.Generator):
                return called(*args, **named)
            begin = int(torch.randint(2**31, (), generator=one))
            value = called(*args, **{**named, "generator": fixed(one)})
            moved = changed(value, value.flatten().roll(begin).reshape(value.shape))
            return value.copy_(moved) if args and value is args[0] else moved

    with Shifted():
        return function(*args, **options)


# What each kind of draw is symmetric about, by what it is called with.
CENTRES: dict[str, Function] = {
    "randn": lambda *_, **__: 0.0,
    "rand": lambda *_, **__: 0.5,
    "normal_": lambda _, mean=0.0, *__, **___: mean,
    "uniform_": lambda _, low=0.0, high=1.0, **__: (low + high) / 2,
}


def mirrored(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Half of the numbers of every draw, the other half their mirror images; one stays alone."""
    import torch

    class Mirrored(torch.overrides.TorchFunctionMode):
        def __torch_function__(
            self, called: Function, types: object, args: tuple = (), kwargs: dict | None = None
        ) -> Any:  # noqa: ANN401
            value = called(*args, **(named := dict(kwargs or {})))
            drawn = isinstance(named.pop("generator", None), torch.Generator)
            if drawn and called.__name__ in CENTRES and (half := value.numel() // 2):
                centre = CENTRES[called.__name__](*args, **named)
                numbers = value.view(-1)
                numbers[half : 2 * half] = changed(numbers, 2 * centre - numbers[:half])
            return value

    with Mirrored():
        return function(*args, **options)
