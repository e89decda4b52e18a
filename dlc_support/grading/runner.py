"""The program within the sandbox: reads cells from a pipe, runs them, and writes how they went.

It is started as `python -m dlc_support.grading.runner SETTINGS`. Whatever it says may come from
the student's code, which shares its process: the grader takes it as such.
"""

import importlib
import json
import os
import sys
import time
from io import BufferedIOBase

from dlc_support.grading import lockdown
from dlc_support.grading.calls import Ask, Message
from dlc_support.grading.workspace import Workspace


def main(settings: str) -> None:
    """Gives up what the student's code may not have, and serves until the pipe is closed.

    Args:
        settings: JSON with `uid`, `memory`, `file`, `seconds`, and `preload`, the modules that
            are imported before the limits hold.
    """
    chosen = json.loads(settings)
    requests, replies = _take_pipes()
    lockdown.change_user(chosen["uid"])
    for name in chosen["preload"]:
        _import(name)
    lockdown.limit(chosen["memory"], chosen["file"], chosen["seconds"])
    lockdown.filter_calls()
    workspace = Workspace()
    sys.modules["__main__"] = workspace.module
    send(replies, {"ready": True})
    while (request := receive(requests)) is not None:
        token = request.pop("token")

        def ask(message: Message, token: str = token) -> Message:
            send(replies, {"token": token, "ask": message})
            return receive(requests)

        send(replies, {"token": token, **_done(workspace, request, ask)})


def _done(workspace: Workspace, request: Message, ask: Ask) -> Message:
    """What came of a request; the text of an error is not told."""
    begin = time.process_time()
    if "call" in request or "slopes" in request:
        reply = workspace.ask(request, ask)
        reply.pop("text", None)
        return {**reply, "seconds": time.process_time() - begin}
    if "source" not in request:
        workspace.begin()
        return {}
    if request["probe"]:
        outcome = workspace.probe(request["source"], request["before"])
    else:
        outcome = workspace.run(request["source"])
    return {
        "ok": outcome.ok,
        "error": outcome.error,
        "probe": outcome.probe,
        "seconds": outcome.seconds,
    }


def _take_pipes() -> tuple[BufferedIOBase, BufferedIOBase]:
    """Moves the pipes away from 0 and 1, so that a cell's output and input go nowhere."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return requests, replies


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError:
        return  # the cell that imports it will say so
    if name == "torch":
        sys.modules["torch"].set_num_threads(1)


def send(pipe: BufferedIOBase, message: dict[str, object]) -> None:
    """Writes a message: its length in four bytes, and JSON."""
    content = json.dumps(message).encode("ascii")
    pipe.write(len(content).to_bytes(4, "little") + content)
    pipe.flush()


def receive(pipe: BufferedIOBase) -> dict | None:
    """The next message, or None at the end."""
    head = pipe.read(4)
    return json.loads(pipe.read(int.from_bytes(head, "little"))) if len(head) == 4 else None


if __name__ == "__main__":
    main(sys.argv[1])
