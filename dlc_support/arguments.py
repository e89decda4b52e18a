"""What arguments may be: the checks that the whole package makes at its border.

Checks of types and shapes cost about a microsecond and may run in every training step. Checks of
values read the whole tensor, and make the CPU wait for an accelerator: they run where data enters.
"""

from operator import index

import torch
from torch import Generator, Tensor

PLAUSIBLE = (-1.0, 2.0)  # where images in [0, 1] lie, some noise included
EXTREME = 10.0  # no noisy image in [0, 1] has a value beyond it; those in [0, 255] do
CHANNELS = {1, 3}  # of grey images and of colour ones


def check_counts(least: int = 1, /, **counts: object) -> None:
    """Refuses what is no whole number, or too small a one.

    Raises:
        TypeError: If one of the counts is no whole number.
        ValueError: If one of the counts is below `least`.

    Example:
        >>> check_counts(epochs=3, batch_size=100)
    """
    for name, count in counts.items():
        if _whole(name, count) < least:
            raise ValueError(f"{name} must be at least {least}, got {count}")


def check_seed(seed: object) -> None:
    """Refuses what names no draw: seeds are whole numbers of 64 bits.

    Raises:
        TypeError: If the seed is no whole number.
        ValueError: If it takes more than 64 bits.
    """
    if not -(2**63) <= _whole("seed", seed) < 2**63:
        raise ValueError(f"seed must lie in [-2^63, 2^63), got {seed}")


def _whole(name: str, value: object) -> int:
    try:
        if not isinstance(value, bool):
            return index(value)  # type: ignore[arg-type]
    except TypeError:
        pass
    raise TypeError(f"{name} must be a whole number, got {kind(value)}")


def check_generator(generator: object) -> None:
    """Refuses what is no generator of PyTorch.

    Raises:
        TypeError: If it is none.
    """
    if not isinstance(generator, Generator):
        raise TypeError(
            "generator must be a torch.Generator, such as torch.Generator().manual_seed(0), got "
            f"{kind(generator)}"
        )


def check_floating(**tensors: object) -> None:
    """Refuses what is no tensor, and integers: bytes would be corrupted and compared as they are.

    Raises:
        TypeError: If one is no tensor.
        ValueError: If one is not of a floating-point type.
    """
    for name, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(f"{name} must be a tensor, got {kind(tensor)}")
        if not tensor.is_floating_point():
            remedy = f": write {name}.float() / 255" if tensor.dtype == torch.uint8 else ""
            raise ValueError(f"{name} must be floating point, got {tensor.dtype}{remedy}")


def check_channels_first(**images: Tensor) -> None:
    """Refuses images whose channels come last; tensors that are no images pass.

    Raises:
        ValueError: If the last of four axes has 1 or 3 entries, and the axes of the channels and
            of the height do not.
    """
    for name, batch in images.items():
        sizes = tuple(batch.shape)
        if len(sizes) == 4 and sizes[3] in CHANNELS and not {*sizes[1:3]} & CHANNELS:
            raise ValueError(
                f"{name} must be images (batch, channels, height, width), got shape "
                f"{sizes} with the channels last: write {name}.permute(0, 3, 1, 2)"
            )


def check_range(
    name: str, values: Tensor, low: float, high: float, *, slack: float = 0.0, hint: str = ""
) -> None:
    """Refuses values outside [low, high]; NaN passes, since it is an answer of its own.

    Args:
        name: Of the argument.
        values: What is checked; reads all of it.
        low: Smallest value that is allowed.
        high: Largest one.
        slack: How far values may lie outside by rounding.
        hint: What to write instead.

    Raises:
        ValueError: If a value lies outside.
    """
    if not values.numel():
        return
    least, most = (float(end) for end in values.detach().aminmax())
    if least < low - slack or most > high + slack:
        raise ValueError(
            f"{name} must lie in [{low:g}, {high:g}], got values from {least:g} to {most:g}{hint}"
        )


def kind(value: object) -> str:
    """What a value is, in a few words: a refused tensor is not printed."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if value is None or isinstance(value, bool | int | float | str):
        return repr(value)
    if isinstance(value, Tensor):
        return f"a Tensor of shape {tuple(value.shape)}"
    return f"an object of type {type(value).__name__}"
