from collections import OrderedDict, namedtuple

import numpy as np
import pytest
import torch

from dlc_support.corruptions import GaussianNoise
from dlc_support.grading.calls import Peer, Raised, Remote, python_error
from dlc_support.grading.values import encode


def pair(**names):
    """Both ends of a line: the grader's, and the student's with functions by name."""
    grader, student = Peer(), Peer(names=names, trusting=True)
    grader.ask, student.ask = student.serve, grader.serve
    return grader


def remote(function):
    return Remote(pair(f=function), "f")


def test_values_go_there_and_come_back():
    assert remote(lambda a, *, b: {"sum": a + b, "pair": (a, [b, None])})(1, b=2.5) == {
        "sum": 3.5,
        "pair": (1, [2.5, None]),
    }
    found = remote(lambda a: (a * 2, a.dtype.itemsize))(torch.arange(3, dtype=torch.int16))
    assert found[0].tolist() == [0, 2, 4]
    assert found[1] == 2
    assert remote(np.sqrt)(np.array([4.0])).tolist() == [2.0]


def test_frames_of_other_kinds_arrive_as_plain_ones():
    Two = namedtuple("Two", "size rest")
    rest = OrderedDict(b=Two(torch.ones(2).shape, None), a=1)
    found = remote(lambda: Two(torch.ones(3, 1).shape, rest))()
    assert found == ((3, 1), {"b": ((2,), None), "a": 1})
    assert list(found[1]) == ["b", "a"]
    assert {type(found), type(found[0]), type(found[1]["b"])} == {tuple}


def test_what_is_changed_in_place_there_is_changed_here():
    tensor, array = torch.zeros(3), np.zeros(2)

    def change(one, other):
        one += 1
        other[0] = 5

    remote(change)(tensor, array)
    assert tensor.tolist() == [1, 1, 1]
    assert array.tolist() == [5, 0]


def test_generators_move_on_with_what_is_drawn():
    draw = remote(lambda generator: torch.rand(2, generator=generator))
    here, there = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    for _ in range(2):
        assert torch.equal(torch.rand(2, generator=here), draw(there))
    still = there.get_state()
    remote(lambda g: torch.Generator().manual_seed(g.initial_seed()))
    assert torch.equal(there.get_state(), still)


def test_draws_from_the_global_generator_are_seen():
    before = torch.get_rng_state()
    remote(lambda: torch.rand(1))()
    assert not torch.equal(torch.get_rng_state(), before)


def test_gradients_flow_through_a_call():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = remote(lambda one, two: (one * two).square().sum())(x, torch.tensor([3.0, 1.0]))
    assert loss.requires_grad
    loss.backward()
    assert x.grad.tolist() == [18.0, 4.0]
    matrix = torch.autograd.functional.jacobian(remote(lambda one: one**2), torch.ones(2))
    assert matrix.tolist() == [[2.0, 0.0], [0.0, 2.0]]


def test_a_call_keeps_gradients_where_its_caller_does():
    weight = torch.ones(1, requires_grad=True)
    assert remote(lambda x: weight * x)(torch.ones(1)).requires_grad
    with torch.no_grad():
        assert not remote(lambda x: weight * x)(torch.ones(1)).requires_grad


def test_functions_are_called_back_with_their_gradients():
    seen = []

    def loss(estimate):
        seen.append(estimate.tolist())
        return (estimate - 3).square().sum()

    def slope(function):
        x = torch.zeros(1, requires_grad=True)
        function(x).backward()
        return x.grad

    assert remote(slope)(loss).tolist() == [-6.0]
    assert seen == [[0.0]]


def test_functions_that_come_back_can_be_called():
    add = remote(lambda n: lambda x: x + n)(2)
    assert add(torch.ones(1)).tolist() == [3.0]


def test_iterators_are_gone_through_once_and_objects_of_the_package_arrive():
    parts = torch.arange(4.0).split(2)
    found = remote(lambda batches: [sum(map(float, map(torch.sum, batches))), list(batches)])
    assert found(iter(parts)) == [6.0, []]
    kind = remote(lambda noise: type(noise).__name__)
    assert kind(GaussianNoise(0.5)) == "GaussianNoise"


def test_errors_are_told_by_pythons_own_names():
    class Own(Exception):
        pass

    def raises(error):
        def function():
            raise error

        return remote(function)

    with pytest.raises(Raised, match="text") as told:
        raises(ValueError("text"))()
    assert told.value.name == "ValueError"
    with pytest.raises(Raised) as told:
        raises(Own)()
    assert told.value.name == "error"
    with pytest.raises(Raised) as told:
        raises(SystemExit)()
    assert told.value.name == "SystemExit"
    assert [python_error(one) for one in ("KeyError", "print", "a\nb", 5)] == [
        "KeyError", "error", "error", "error",
    ]  # fmt: skip


def test_an_error_of_a_function_that_is_called_back_cannot_be_swallowed():
    def loss(_):
        raise AssertionError("pass it on")

    def swallow(function):
        try:
            function(1)
        except AssertionError:
            return "fine"

    with pytest.raises(AssertionError, match="pass it on"):
        remote(swallow)(loss)


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"value": 1},
        {"value": {"object": "gASVBQAAAAAAAACMAWGULg=="}, "after": []},
        {"value": {"stream": []}, "after": []},
        {"value": {"function": "os"}, "after": []},
        {"value": 1, "after": [1, 2]},
        {"error": ["KeyError"]},
    ],
)
def test_the_grader_takes_no_reply_but_data(reply):
    peer = Peer(lambda _: {"state": encode(torch.get_rng_state()), **reply})
    with pytest.raises((KeyError, ValueError, AttributeError, Raised)):
        Remote(peer, "f")(torch.zeros(1))
