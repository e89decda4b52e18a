import base64
import io
import json

import numpy as np
import pytest
import torch

from dlc_support.grading.values import decode, encode


def through(value):
    return decode(json.loads(json.dumps(encode(value))))


@pytest.mark.parametrize(
    "value", [None, True, 3, 2.5, "text", [1, [2]], (1, (2, "a")), {"a": {"b": [None]}}, []]
)
def test_plain_values_come_back_as_they_were(value):
    assert through(value) == value
    assert type(through(value)) is type(value)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool])
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_tensors_come_back_with_type_and_shape(dtype, shape):
    value = torch.ones(shape, dtype=dtype)
    assert torch.equal(through(value), value)
    assert through(value).dtype == dtype


def test_a_tensor_that_carries_a_gradient_comes_back_as_numbers():
    assert through(torch.ones(2, requires_grad=True)).tolist() == [1, 1]


def test_arrays_and_their_numbers_come_back():
    value = np.arange(6, dtype=np.int16).reshape(2, 3).T
    assert np.array_equal(through(value), value)
    assert through(value).dtype == np.int16
    assert type(through(np.float32(1.5))) is np.float32


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [object(), {1: 2}, {"a": print}, np.array(["a"]), np.array([None]), Text("a"), {1, 2}, b"a"],
)
def test_values_that_could_carry_code_are_refused(value):
    with pytest.raises(TypeError, match="must be arrays"):
        encode(value)


def test_nesting_has_an_end():
    value = []
    value.append(value)
    with pytest.raises(ValueError, match="nested"):
        encode(value)
    deep = 0
    for _ in range(50):
        deep = [deep]
    with pytest.raises(ValueError, match="nested"):
        decode(deep)


def npy(array, *, pickle=False):
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=pickle)
    return base64.b64encode(stream.getvalue()).decode()


def promised(header):
    text = f"{header}\n".encode()
    content = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "text",
    [
        {"array": npy(np.array([print]), pickle=True)},
        {"array": npy(np.ones((2, 3)).T)},
        {"array": npy(np.array([(1, 2)], dtype=[("a", int), ("b", int)]))},
        {"array": npy(np.ones(3))[:-12] + "AAAA"},
        {"array": promised("{'descr': '<f8', 'fortran_order': False, 'shape': (10**12,), }")},
        {"array": promised("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000,), }")},
        {"array": promised("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 0), }")},
        {"array": promised("__import__('os').abort()")},
        {"array": "AAAA"},
        {"array": "not base64"},
        {"array": 5},
        {"tuple": 5},
        {"object": "AAAA"},
        {"tuple": [], "dict": {}},
        {},
    ],
)
def test_what_a_stranger_sends_is_a_value_or_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        decode(text)
