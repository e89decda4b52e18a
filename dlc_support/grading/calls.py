"""Calls of functions that live in another process: what passes between the two is data.

The grader runs a check itself. Where the check calls an answer, the call goes into the student's
process and its result comes back, so that nothing of the check is ever there: no expected value,
no order, no source. Functions that a check passes to an answer are called back in the same way.
"""

import builtins
import pickle
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from dlc_support.grading.values import decode, encode

Message = dict[str, Any]
Ask = Callable[[Message], Message]


class Raised(Exception):
    """The function that was called raised an error.

    Args:
        name: Name of Python's own exception, `"error"` for any other.
        text: What it said.
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


class Stream(list):
    """An iterator's items, which travel as a list and arrive as an iterator."""


class Remote:
    """A function at the other end: its name, or its number among those that were handed over."""

    def __init__(self, peer: "Peer", target: str | int) -> None:
        self.peer, self.target = peer, target
        self.__name__ = str(target)

    def __call__(self, *args: object, **options: object) -> Any:  # noqa: ANN401
        """Calls it with copies of the arguments, and brings back what became of them."""
        return self.peer.call(self.target, args, options)


class Peer:
    """One end of a line along which two processes call each other's functions.

    Tensors keep their gradients, generators their state, and what a function does to an argument
    in place is done to the caller's as well.

    Args:
        ask: Sends a request and returns the reply, serving what the other end asks meanwhile.
        names: Functions that the other end may call by name.
        trusting: True in the student's process, which takes objects of the grader's. The grader
            takes nothing but data and numbers of functions.
    """

    def __init__(
        self,
        ask: Ask | None = None,
        names: dict[str, Any] | None = None,
        *,
        trusting: bool = False,
    ) -> None:
        self.ask, self.names, self.trusting = ask, names or {}, trusting
        self.begin()

    def begin(self) -> None:
        """Forgets what was handed over, at the beginning of a check."""
        self.handed: list[Callable] = []
        self.graphs: list[tuple[list, list]] = []
        self.failure: Exception | None = None
        self.state: Any = None  # of torch's global generator, as both ends have it

    def call(self, target: str | int, args: tuple, options: dict[str, Any]) -> Any:  # noqa: ANN401
        """Calls a function at the other end.

        Raises:
            Raised: If it raises an error.
        """
        given = [[Stream(x) if isinstance(x, Iterator) else x for x in args], options]
        held = list(things(given))
        torch = sys.modules.get("torch")
        kept = torch is not None and torch.is_grad_enabled()
        request = {"call": target, "given": encode(given, other=self._encode), "gradients": kept}
        leaves = [one for one in held if _needs_gradient(one)]
        if not (kept and leaves):
            return self._exchange(request, held)[0]
        box: list[Any] = []
        made = iter(_through().apply(self, request, held, box, *leaves))
        return mapped(box[0], lambda one: next(made) if _needs_gradient(one) else one)

    def serve(self, request: Message) -> Message:
        """Does what the other end asks for, and returns the reply."""
        try:
            return self._slopes(request) if "slopes" in request else self._called(request)
        except BaseException as error:
            if self.trusting:
                return {"error": error_name(error), "text": error_text(error)}
            if not isinstance(error, Exception):
                raise
            # An answer may swallow it; the check does not.
            self.failure = self.failure or error
            return {"error": error_name(error), "text": ""}

    def _called(self, request: Message) -> Message:
        target = request["call"]
        if isinstance(target, str):
            function = self.names[target]
        else:
            function = dict(enumerate(self.handed))[target]
        given = decode(request["given"], other=self._decode)
        held, (args, options) = list(things(given)), given
        torch = sys.modules.get("torch")
        if torch and "state" in request:
            torch.set_rng_state(decode(request["state"]))
        before = torch and torch.get_rng_state()
        args = [iter(one) if isinstance(one, Stream) else one for one in args]
        with _gradients(request["gradients"]):
            value = function(*args, **options)
        reply = {"value": encode(value, other=self._encode)}
        reply["after"] = [encode(one, other=self._encode) for one in held]
        leaves = [one for one in held if _needs_gradient(one)]
        if leaves and request["gradients"]:
            results = [one for one in things(value) if _needs_gradient(one)]
            self.graphs.append((leaves, results))
            reply["graph"] = len(self.graphs) - 1
        if torch and not before.equal(after := torch.get_rng_state()):
            reply["state"] = encode(after)
        return reply

    def _slopes(self, request: Message) -> Message:
        leaves, results = self.graphs[request["graph"]]
        slopes = decode(request["slopes"])
        pairs = [pair for pair in zip(results, slopes, strict=True) if pair[1] is not None]
        found = _torch().autograd.grad(
            [result for result, _ in pairs],
            leaves,
            [slope for _, slope in pairs],
            retain_graph=True,
            allow_unused=True,
        )
        return {"slopes": encode(list(found))}

    def _exchange(self, request: Message, held: list) -> tuple[Any, Any]:
        torch = None if self.trusting else sys.modules.get("torch")
        if torch and (self.state is None or not self.state.equal(torch.get_rng_state())):
            request["state"] = encode(torch.get_rng_state())
        reply = self._asked(request)
        value = decode(reply["value"], other=self._decode)
        for one, after in zip(held, reply["after"], strict=True):
            _put(one, decode(after, other=self._decode))
        if torch and "state" in reply:
            torch.set_rng_state(decode(reply["state"]))
        self.state = torch and torch.get_rng_state()
        return value, reply.get("graph")

    def _asked(self, request: Message) -> Message:
        reply = self.ask(request)
        if self.failure is not None:
            error, self.failure = self.failure, None
            raise error
        if "error" in reply:
            name, text = reply["error"], reply.get("text", "")
            if self.trusting:
                raise getattr(builtins, name, RuntimeError)(text)
            raise Raised(python_error(name), text if isinstance(text, str) else "")
        return reply

    def _encode(self, value: object) -> Message:
        torch = sys.modules.get("torch")
        if torch and isinstance(value, torch.Generator):
            return {"generator": encode(value.get_state())}
        if isinstance(value, Stream):
            return {"stream": [encode(one, other=self._encode) for one in value]}
        for frame in (dict, list, tuple):  # an OrderedDict, a named tuple, a torch.Size
            if self.trusting and isinstance(value, frame) and type(value) is not frame:
                return encode(frame(value), other=self._encode)
        if not self.trusting:
            try:
                return {"object": b64encode(pickle.dumps(value)).decode("ascii")}
            except (pickle.PicklingError, AttributeError, TypeError):
                pass  # made by the check, and called back there
        if not callable(value):
            raise TypeError(f"{type(value).__name__} cannot be sent")
        self.handed.append(value)
        return {"function": len(self.handed) - 1}

    def _decode(self, kind: str, content: Any) -> Any:  # noqa: ANN401
        if kind == "generator":
            generator = _torch().Generator()
            generator.set_state(decode(content))
            return generator
        if kind == "function" and type(content) is int:
            return Remote(self, content)
        if kind == "stream" and self.trusting:
            return Stream(decode(one, other=self._decode) for one in content)
        if kind == "object" and self.trusting:
            return pickle.loads(b64decode(content))  # from the grader
        raise ValueError("not an encoded value")


def things(value: object) -> Iterator[Any]:
    """The tensors, arrays and generators within lists, tuples and dicts."""
    value = list(value.values()) if isinstance(value, dict) else value
    if isinstance(value, list | tuple):
        for one in value:
            yield from things(one)
    elif hasattr(value, "__array__") or hasattr(value, "initial_seed"):
        yield value


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """A value whose numbers, texts and arrays are changed, its frame kept."""
    if isinstance(value, dict):
        return {key: mapped(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(mapped(one, change) for one in value)
    return change(value)


def error_name(error: BaseException) -> str:
    """Name of Python's own exception, `"error"` for any other."""
    name = type(error).__name__
    return name if getattr(builtins, name, None) is type(error) else "error"


def error_text(error: BaseException) -> str:
    """What an error says, "" where it cannot even do that."""
    try:
        return str(error)
    except BaseException:
        return ""


def python_error(name: object) -> str:
    """A name that is one of Python's own exceptions, `"error"` for anything else."""
    found = getattr(builtins, name, None) if isinstance(name, str) else None
    known = isinstance(found, type) and issubclass(found, BaseException)
    return found.__name__ if known else "error"


def _gradients(kept: bool) -> AbstractContextManager:
    """What is called keeps gradients where its caller does."""
    torch = sys.modules.get("torch")
    return torch.set_grad_enabled(kept) if torch else nullcontext()


def _torch() -> Any:  # noqa: ANN401 - a lab may do without it
    import torch

    return torch


def _needs_gradient(value: object) -> bool:
    return getattr(value, "requires_grad", False) is True


def _put(one: Any, after: Any) -> None:  # noqa: ANN401
    """Does to the caller's argument what the function did to its copy."""
    if hasattr(one, "initial_seed"):
        one.set_state(after.get_state())
        return
    if one.shape != after.shape or one.dtype != after.dtype:
        raise ValueError("an argument came back with another shape or type")
    if (one == after).all():
        return
    if hasattr(one, "requires_grad"):
        one.detach().copy_(after.detach())
    elif one.ndim:
        one[...] = after


@cache
def _through() -> Any:  # noqa: ANN401 - torch is imported where it is used
    torch = _torch()

    class Through(torch.autograd.Function):
        """A call whose gradient is worked out at the other end."""

        @staticmethod
        def forward(ctx: Any, peer: Peer, request: Message, held: list, box: list, *_: Any) -> Any:  # noqa: ANN401
            value, ctx.graph = peer._exchange(request, held)
            ctx.peer = peer
            box.append(value)
            return tuple(one.detach() for one in things(value) if _needs_gradient(one))

        @staticmethod
        def backward(ctx: Any, *slopes: Any) -> tuple:  # noqa: ANN401
            reply = ctx.peer._asked({"graph": ctx.graph, "slopes": encode(list(slopes))})
            return None, None, None, None, *decode(reply["slopes"])

    return Through
