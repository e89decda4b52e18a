"""What a student's process might send back that holds nothing of an answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from dlc_support.grading.calls import mapped
from dlc_support.grading.values import decode, encode


def forged(text: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - JSON has many types
    """An encoded value, changed; functions that were handed over stay.

    Args:
        text: What was sent back, encoded.
        change: One of `FORGERIES`.
    """
    value = decode(text, other=lambda kind, content: _Handed({kind: content}))
    return encode(change(value), other=lambda one: one.text)


class _Handed:
    """What is no data: a function at the other end, or a generator."""

    def __init__(self, text: dict[str, Any]) -> None:
        self.text = text


def _nothing(value: Any) -> Any:  # noqa: ANN401
    return {} if isinstance(value, dict) else None


def _numbers(change: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401
    """Changes numbers and arrays; texts, truths and what was handed over stay."""

    def one(part: Any) -> Any:  # noqa: ANN401
        kept = part is None or isinstance(part, str | bool | _Handed)
        return part if kept else change(part)

    return mapped(value, one)


def _full(number: float, one: Any) -> Any:  # noqa: ANN401
    """The number in the frame of an array: its shape, and its type where that holds fractions."""
    import numpy as np

    if not hasattr(one, "shape"):
        return number
    if isinstance(one, np.ndarray | np.generic):
        return np.full(one.shape, number, one.dtype if one.dtype.kind == "f" else float)
    filled = one.detach().new_zeros(one.shape).double() + number
    filled = filled.to(one.dtype) if one.is_floating_point() else filled
    return filled.requires_grad_(one.requires_grad)


def _emptied(one: Any) -> Any:  # noqa: ANN401
    return one[:0] if getattr(one, "shape", ()) else one


def _deepened(one: Any) -> Any:  # noqa: ANN401
    return one[None] if getattr(one, "shape", ()) else one


FORGERIES: dict[str, Callable[[Any], Any]] = {
    "nothing": _nothing,
    **{
        f"numbers that are all {number}": partial(_numbers, partial(_full, number))
        for number in (float("nan"), 0.0, float("inf"), 1e30, -1.0)
    },
    "text for numbers": partial(_numbers, lambda _: "text"),
    "nothing for numbers": partial(_numbers, lambda _: None),
    "empty arrays": partial(_numbers, _emptied),
    "one side more": partial(_numbers, _deepened),
}
