"""What a probe may hold, as text that runs no code: tensors and arrays are npy without pickle."""

import io
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

MAX_DEPTH = 20
NUMBERS = "biufc"  # kinds of numpy's numeric types: bool, integers, floats, complex


def encode(
    value: object, depth: int = 0, *, other: Callable[[object], dict[str, Any]] | None = None
) -> Any:  # noqa: ANN401 - JSON has many types
    """A value as JSON holds it.

    Args:
        value: A tensor, an array of numbers, a number, a string, None, or a list, tuple or dict
            (with strings as keys) of these.
        depth: How deep within another value it stands.
        other: Encodes what is of another type. With it, a tensor that needs a gradient is told
            apart from one that does not.

    Raises:
        TypeError: If it is of another type.
        ValueError: If it is nested too deeply.

    Example:
        >>> encode({"size": (2, 3)})
        {'dict': {'size': {'tuple': [2, 3]}}}
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"values must be nested at most {MAX_DEPTH} deep")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is list:
        return [encode(item, depth + 1, other=other) for item in value]
    if type(value) is tuple:
        return {"tuple": [encode(item, depth + 1, other=other) for item in value]}
    if type(value) is dict and all(type(key) is str for key in value):
        items = value.items()
        return {"dict": {key: encode(item, depth + 1, other=other) for key, item in items}}
    return _encode_array(value, other)


def _encode_array(
    value: object, other: Callable[[object], dict[str, Any]] | None
) -> dict[str, Any]:
    import sys

    import numpy as np

    if (torch := sys.modules.get("torch")) and isinstance(value, torch.Tensor):
        kind = "leaf" if other and value.requires_grad else "tensor"
        return {kind: _npy(value.detach().cpu().numpy())}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in NUMBERS:
        return {"array" if isinstance(value, np.ndarray) else "scalar": _npy(np.asarray(value))}
    if other is not None:
        return other(value)
    raise TypeError(
        f"values must be arrays, numbers, strings or lists, got {type(value).__name__}"
    )


def _npy(array: Any) -> str:  # noqa: ANN401 - numpy is imported where it is used
    import numpy as np

    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array, order="C"), allow_pickle=False)
    return b64encode(stream.getvalue()).decode("ascii")


def decode(
    text: Any,  # noqa: ANN401 - JSON has many types
    depth: int = 0,
    *,
    other: Callable[[str, Any], Any] | None = None,
) -> Any:  # noqa: ANN401
    """The value that `encode` wrote; from a stranger, anything but a value is refused.

    Args:
        text: What `encode` returned.
        depth: How deep within another value it stands.
        other: Decodes what `encode`'s `other` encoded, from its kind and its content.

    Raises:
        ValueError: If it is not what `encode` writes.

    Example:
        >>> decode(encode({"size": (2, 3)}))
        {'size': (2, 3)}
    """
    if depth > MAX_DEPTH:
        raise ValueError(f"values must be nested at most {MAX_DEPTH} deep")
    if text is None or isinstance(text, bool | int | float | str):
        return text
    if isinstance(text, list):
        return [decode(item, depth + 1, other=other) for item in text]
    if not isinstance(text, dict) or len(text) != 1:
        raise ValueError("not an encoded value")
    ((kind, content),) = text.items()
    if isinstance(content, list | dict) and kind in ("tuple", "dict"):
        return _decode_frame(kind, content, lambda item: decode(item, depth + 1, other=other))
    if kind in ("tensor", "leaf", "array", "scalar") and isinstance(content, str):
        return _decode_array(kind, content)
    if other is None:
        raise ValueError("not an encoded value")
    return other(kind, content)


def _decode_frame(kind: str, content: list | dict, item: Callable[[Any], Any]) -> tuple | dict:
    if kind == "tuple" and isinstance(content, list):
        return tuple(map(item, content))
    if kind == "dict" and isinstance(content, dict):
        return {key: item(one) for key, one in content.items()}
    raise ValueError("not an encoded value")


def _decode_array(kind: str, content: str) -> Any:  # noqa: ANN401
    array = _array(b64decode(content, validate=True))
    if kind == "scalar" and array.size == 1:
        return array.reshape(())[()]
    if kind in ("tensor", "leaf"):
        import torch

        return torch.from_numpy(array).requires_grad_(kind == "leaf")
    return array


def _array(content: bytes) -> Any:  # noqa: ANN401
    """An array from the bytes of an npy file, whose header may promise what it likes."""
    import math

    import numpy as np

    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("not an npy file of version 1.0")
    shape, columns_first, kind = np.lib.format.read_array_header_1_0(stream)
    rest = content[stream.tell() :]
    size = math.prod(shape)
    if kind.kind not in NUMBERS or columns_first or size * kind.itemsize != len(rest):
        raise ValueError("an npy file whose header does not fit its content")
    if any(side < 0 for side in shape):
        raise ValueError(f"sides must be >= 0, got {shape}")
    return np.frombuffer(rest, dtype=kind).reshape(shape).copy()
