"""The surroundings in which masters run: one thread, quick budget, no network, no windows."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from io import StringIO
from tempfile import TemporaryDirectory

from dlc_support.grading.sandbox import environment

COPIED = ("DLC_BUDGET", "DLC_DATA", "DLC_OFFLINE", "MPLBACKEND", "TQDM_DISABLE")


@contextmanager
def as_graded() -> Iterator[None]:
    """Lets a block of this process see the budget, data and threads that submissions see."""
    former = dict(os.environ)
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(StringIO()))
        home = stack.enter_context(TemporaryDirectory(prefix="dlc-"))
        os.environ.update({name: environment(home)[name] for name in COPIED})
        os.environ.pop("DLC_MIRROR", None)
        if torch := sys.modules.get("torch"):
            stack.callback(torch.set_num_threads, torch.get_num_threads())
            torch.set_num_threads(1)
            stack.enter_context(torch.random.fork_rng(devices=[]))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(former)
            _close_figures()


def _close_figures() -> None:
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
