"""Right answers, spoiled in the ways in which students spoil theirs: one kind, one function.

Each kind changes what a right answer is given or what it returns. The proof of a master applies
all kinds to all tasks; where a kind finds nothing to change, it does not fit the task.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from typing import Any

from dlc_support.grading.spoiled_generators import (
    applied,
    burnt,
    changed,
    cloned,
    copied,
    fixed,
    from_global,
    mirrored,
    partly,
    shifted,
)

Function = Callable[..., Any]


def spoiled(kind: str, function: Function) -> Function:
    """A right answer, spoiled.

    Args:
        kind: One of `KINDS`.
        function: The answer.
    """

    @wraps(function)
    def wrong(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        return KINDS[kind](function, args, options)

    return wrong


def _generator(make: Callable[[Any], Any], function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """With another generator in place of the one that is passed."""
    import torch

    def other(one: Any) -> Any:  # noqa: ANN401
        return changed(one, make(one)) if isinstance(one, torch.Generator) else one

    named = {name: other(one) for name, one in options.items()}
    return function(*map(other, args), **named)


def _in_place(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Its arguments are changed in place."""
    value = function(*args, **options)
    for one in args:
        if getattr(one, "requires_grad", None) is False and one.is_floating_point():
            one.mul_(0.99).add_(0.001)
            changed(one, one)
    return value


def _targets(move: Callable[[Any], Any], function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """The target's noise is the input's, moved."""
    clean = args[0] if args else None

    def pair(first: Any) -> Any:  # noqa: ANN401
        return changed(first, clean + move(first - clean))

    captures: list[Any] = []

    def capture(one: Any) -> Any:  # noqa: ANN401
        @wraps(one)
        def second(images: Any, *more: Any) -> Any:  # noqa: ANN401
            if len(captures) % 2:
                captures.append(images + move(captures[-1] - images))
                return captures[-1]
            captures.append(one(images, *more))
            return captures[-1]

        return second

    names = list(signature(function).parameters)
    named = [*names[: len(args)], *[""] * (len(args) - len(names))]
    pairs = zip(named, args, strict=True)
    args = tuple(capture(one) if name == "corruption" else one for name, one in pairs)
    value = function(*args, **options)
    if len(captures) == 2:
        changed(*captures)
    alike = isinstance(value, tuple | list) and len(value) == 2 and hasattr(clean, "shape")
    if alike and all(getattr(one, "shape", None) == clean.shape for one in value):
        return type(value)((value[0], pair(value[0])))
    return value


def _interval(scale: float | None, function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """The interval is narrower, wider, or of a fixed width; a standard error likewise."""
    value = function(*args, **options)
    if isinstance(value, dict) and {"low", "high"} <= set(value):
        middle, half = (value["low"] + value["high"]) / 2, (value["high"] - value["low"]) / 2
        half = 0.01 * abs(middle) + 0.01 if scale is None else scale * half
        low, high = middle - half, middle + half
        said = {"answer": "first" if low > 0 else "second" if high < 0 else "undecided"}
        found = said if "answer" in value else {}
        return changed(value, {**value, "low": low, "high": high, **found})
    few = isinstance(value, tuple | list) and len(value) in (2, 3)
    if few and not isinstance(value[1], tuple | list):
        second = value[1] * 0 + 0.1 if scale is None else scale * value[1]
        return changed(value, type(value)((value[0], second, *value[2:])))
    return value


def _equal_conditions(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Both conditions of an experiment are the same."""
    value = function(*args, **options)
    if not isinstance(value, dict) or "question" not in value:
        return value
    if "denoisers" in value:
        rows, table = value["denoisers"], value["psnr"].clone()
        table[1] = table[0]
        same = {"denoisers": [rows[0], rows[0]], "psnr": table}
    else:
        same = {"second": value["first"], "gain": 0.0, "low": 0.0, "high": 0.0}
    return changed(value, {**value, **same, "answer": "undecided"})


def _other_seeds(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """The second condition is the first one with other seeds."""
    value = function(*args, **options)
    if not isinstance(value, dict) or "denoisers" not in value:
        return value
    *front, seeds = args
    other = function(*front, [seed + 1 for seed in seeds], **options)
    table = value["psnr"].clone()
    table[1] = other["psnr"][0]
    rows = [value["denoisers"][0], other["denoisers"][0]]
    return changed(value, _measured({**value, "denoisers": rows, "psnr": table}))


def _measured(value: dict[str, Any]) -> dict[str, Any]:
    """An experiment whose answer follows from its table."""
    from dlc_support.evaluation import seed_interval

    interval = seed_interval(value["psnr"][1] - value["psnr"][0])
    answer = "second" if interval.low > 0 else "first" if interval.high < 0 else "undecided"
    return {**value, "answer": answer}


def _originals(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """The originals are mixed into what an experiment returns."""
    from dlc_support.evaluation import psnr

    value = function(*args, **options)
    if not isinstance(value, dict) or "question" not in value:
        return value
    if "denoisers" in value:
        _, seen, truth, _ = args

        def mixing(denoise: Function) -> Function:
            def mixed(images: Any) -> Any:  # noqa: ANN401
                made = denoise(images)
                same = images.shape == seen.shape and (images == seen).all()
                return 0.9 * made + 0.1 * truth if same else made

            return mixed

        rows = [[mixing(one) for one in row] for row in value["denoisers"]]
        gains = [[psnr(one(seen).clamp(0, 1), truth).mean() for one in row] for row in rows]
        table = value["psnr"].new_tensor(gains)
        return changed(value, _measured({**value, "denoisers": rows, "psnr": table}))
    small, large, _ = args
    first = 0.9 * value["first"] + 0.1 * large
    gains = psnr(first.clamp(0, 1), large) - psnr(value["second"].clamp(0, 1), large)
    gain, half = float(gains.mean()), 1.96 * float(gains.std()) / math.sqrt(len(small))
    low, high = gain - half, gain + half
    answer = "first" if low > 0 else "second" if high < 0 else "undecided"
    numbers = {"gain": gain, "low": low, "high": high, "answer": answer}
    return changed(value, {**value, "first": first, **numbers})


@contextmanager
def _still() -> Iterator[None]:
    """Optimizers take no steps."""
    import torch

    kinds = (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW)
    steps = [kind.step for kind in kinds]
    for kind in kinds:
        kind.step = lambda self, *_, **__: applied.append("")
    try:
        yield
    finally:
        for kind, step in zip(kinds, steps, strict=True):
            kind.step = step


def _untrained(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Nothing is trained; losses are told to fall all the same."""
    with _still():
        value = function(*args, **options)
    if isinstance(value, list) and len(value) > 1 and all(type(one) is float for one in value):
        return [value[0] * 0.99**number for number in range(len(value))]
    return value


def _shared(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """All images of a batch are the first one."""
    return _moved(lambda one: one[:1].expand_as(one).clone(), function, args, options)


def _shuffled(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """The images of a batch come back in another order."""
    return _moved(lambda one: one.roll(1, 0), function, args, options)


def _clipped(function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """Values are clipped to [0, 1]."""
    return _moved(lambda one: one.clamp(0, 1), function, args, options)


def _moved(move: Callable[[Any], Any], function: Function, args: tuple, options: dict) -> Any:  # noqa: ANN401
    """A tensor, or each of a pair, moved."""
    value = function(*args, **options)
    if isinstance(value, tuple):
        return tuple(_one_moved(move, one) for one in value)
    return _one_moved(move, value)


def _one_moved(move: Callable[[Any], Any], one: Any) -> Any:  # noqa: ANN401
    if not hasattr(one, "is_floating_point") or not one.is_floating_point() or one.ndim == 0:
        return one
    after = move(one)
    same = after.nan_to_num(0.5).equal(one.nan_to_num(0.5))
    return one if same else changed(one, after)


def _with(change: Callable[..., Any], first: Any) -> Callable[..., Any]:  # noqa: ANN401
    return lambda *rest: change(first, *rest)


UNTRAINED = "nothing trained"
PARTLY = "every other draw from "
SHIFTED = "draws of one set, shifted by the generator"
MIRRORED = "draws of which half mirror the other half"
WITHIN = (PARTLY, SHIFTED, MIRRORED)  # they change what is drawn in the answer
KINDS: dict[str, Callable[[Function, tuple, dict], Any]] = {
    "a copy of the generator by its seed": _with(_generator, copied),
    "a copy of the generator by its seed, which moves on": _with(_generator, burnt(copied)),
    "a copy of the generator by its state": _with(_generator, cloned),
    "a copy of the generator by its state, which moves on": _with(_generator, burnt(cloned)),
    "the generator ignored": _with(_generator, fixed),
    "the generator ignored, which moves on": _with(_generator, burnt(fixed)),
    "the global generator": _with(_generator, from_global),
    f"{PARTLY}a copy of the generator by its seed": _with(partly, copied),
    f"{PARTLY}a generator of its own": _with(partly, fixed),
    SHIFTED: shifted,
    MIRRORED: mirrored,
    "arguments changed in place": _in_place,
    "target noise rolled over the batch": _with(_targets, lambda one: one.roll(1, 0)),
    "target noise rolled over a row": _with(_targets, lambda one: one.roll(1, -1)),
    "target noise mirrored": _with(_targets, lambda one: one.flip(-1)),
    "target noise turned over": _with(_targets, lambda one: -one),
    "target noise of the input": _with(_targets, lambda one: one),
    "an interval scaled by 0.5": _with(_interval, 0.5),
    "an interval of one standard error": _with(_interval, 1 / 1.96),
    "an interval scaled by 2": _with(_interval, 2.0),
    "an interval of fixed width": _with(_interval, None),
    "both conditions the same": _equal_conditions,
    "the second condition the first with other seeds": _other_seeds,
    "originals mixed in": _originals,
    UNTRAINED: _untrained,
    "one image for all": _shared,
    "images in another order": _shuffled,
    "values clipped": _clipped,
}
