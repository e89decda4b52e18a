"""What a probe may hold, as text that runs no code: tensors and arrays are npy without pickle."""

import io
from base64 import b64decode, b64encode
from typing import Any

MAX_DEPTH = 20
NUMBERS = "biufc"  # kinds of numpy's numeric types: bool, integers, floats, complex


def encode(value: object, depth: int = 0) -> Any:  # noqa: ANN401 - JSON has many types
    """A probe's value as JSON holds it.

    Args:
        value: A tensor, an array of numbers, a number, a string, None, or a list, tuple or dict
            (with strings as keys) of these.
        depth: How deep within another value it stands.

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
        return [encode(item, depth + 1) for item in value]
    if type(value) is tuple:
        return {"tuple": [encode(item, depth + 1) for item in value]}
    if type(value) is dict and all(type(key) is str for key in value):
        return {"dict": {key: encode(item, depth + 1) for key, item in value.items()}}
    return _encode_array(value)


def _encode_array(value: object) -> dict[str, str]:
    import sys

    import numpy as np

    if (torch := sys.modules.get("torch")) and isinstance(value, torch.Tensor):
        return {"tensor": _npy(value.detach().cpu().numpy())}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in NUMBERS:
        return {"array" if isinstance(value, np.ndarray) else "scalar": _npy(np.asarray(value))}
    raise TypeError(
        f"values must be arrays, numbers, strings or lists, got {type(value).__name__}"
    )


def _npy(array: Any) -> str:  # noqa: ANN401 - numpy is imported where it is used
    import numpy as np

    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array, order="C"), allow_pickle=False)
    return b64encode(stream.getvalue()).decode("ascii")


def decode(text: Any, depth: int = 0) -> Any:  # noqa: ANN401 - JSON has many types
    """The value that `encode` wrote; from a stranger, anything but a value is refused.

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
        return [decode(item, depth + 1) for item in text]
    if not isinstance(text, dict) or len(text) != 1:
        raise ValueError("not an encoded value")
    ((kind, content),) = text.items()
    if kind == "tuple" and isinstance(content, list):
        return tuple(decode(item, depth + 1) for item in content)
    if kind == "dict" and isinstance(content, dict):
        return {key: decode(item, depth + 1) for key, item in content.items()}
    return _decode_array(kind, content)


def _decode_array(kind: str, content: object) -> Any:  # noqa: ANN401
    if kind not in ("tensor", "array", "scalar") or not isinstance(content, str):
        raise ValueError("not an encoded value")
    array = _array(b64decode(content, validate=True))
    if kind == "scalar" and array.size == 1:
        return array.reshape(())[()]
    if kind == "tensor":
        import torch

        return torch.from_numpy(array)
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
