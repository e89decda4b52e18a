"""Probes that hold nothing of an answer: no judge may give points to one."""

from collections.abc import Callable, Iterator
from typing import Any

from dlc_support.grading.values import decode, encode


def forgeries(encoded: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON has many types
    """Named forgeries of a probe, encoded; those that are the probe itself are left out.

    Args:
        encoded: What the right answer sent back.

    Example:
        >>> [name for name, _ in forgeries(encode({"y": 2.0}))][:2]
        ['nothing', 'numbers that are all nan']
    """
    yield "nothing", {"dict": {}}
    probe = decode(encoded)
    for value in (float("nan"), 0.0, float("inf"), 1e30, -1.0):
        yield from _unless_same(f"numbers that are all {value}", encoded, _filled(probe, value))
    yield from _unless_same("text for numbers", encoded, _mapped(probe, lambda _: "text"))
    yield from _unless_same("nothing for numbers", encoded, _mapped(probe, lambda _: None))
    yield from _unless_same("empty arrays", encoded, _mapped(probe, _emptied))
    yield from _unless_same("one side more", encoded, _mapped(probe, _deepened))


def _unless_same(name: str, encoded: Any, forged: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    text = encode(forged)
    if text != encoded:
        yield name, text


def _filled(probe: Any, value: float) -> Any:  # noqa: ANN401
    return _mapped(probe, lambda one: _full(one, value))


def _full(one: Any, value: float) -> Any:  # noqa: ANN401
    """The number in the frame of an array: its shape, and its type where that holds fractions."""
    import numpy as np

    if not hasattr(one, "shape"):
        return value
    if isinstance(one, np.ndarray | np.generic):
        return np.full(one.shape, value, one.dtype if one.dtype.kind == "f" else float)
    filled = one.new_zeros(one.shape).double() + value
    return filled.to(one.dtype) if one.is_floating_point() else filled


def _emptied(one: Any) -> Any:  # noqa: ANN401
    return one[:0] if getattr(one, "shape", ()) else one


def _deepened(one: Any) -> Any:  # noqa: ANN401
    return one[None] if hasattr(one, "shape") else one


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """A probe whose numbers and arrays are changed, its frame kept."""
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_mapped(item, change) for item in value)
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    return change(value)
