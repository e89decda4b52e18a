"""Cells of one submission, run in a kernel that is replaced when a cell takes it down."""

import time
from collections.abc import Callable
from typing import Any

from dlc_support.grading.calls import Ask, Message
from dlc_support.grading.kernel import Kernel, KernelGone, Launch
from dlc_support.grading.workspace import Outcome


class Session:
    """Runs cells as `Workspace` does, within walls.

    After a death or a hang a new kernel runs the earlier cells again, without the one that took
    its predecessor down. A context manager.

    Args:
        launch: How kernels are started.
    """

    def __init__(self, launch: Launch) -> None:
        self.launch, self.timeout = launch, launch.limits.timeout
        self.deadline = time.monotonic() + launch.limits.wall
        self.kept: list[str] = []
        self.kernel: Kernel | None = None

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *error: object) -> None:
        self._drop()

    def run(self, source: str) -> Outcome:
        """Runs a cell; what it defines stays, in kernels to come as well."""
        outcome = self._tried(lambda kernel: kernel.run(source))
        if not outcome.gone:
            self.kept.append(source)
        return outcome

    def probe(self, source: str, before: str = "") -> Outcome:
        """Runs a part of a check, of which nothing stays, and returns its `probe`."""
        return self._tried(lambda kernel: kernel.run(source, probe=True, before=before))

    def begin(self) -> None:
        """Begins a check that calls answers.

        Raises:
            KernelGone: If there is no kernel to be had.
        """
        self._asked(lambda kernel: kernel.begin(calls=True))

    def ask(self, request: Message, serve: Ask) -> Message:
        """Calls an answer.

        Raises:
            KernelGone: If the kernel was lost over it.
        """
        return self._asked(lambda kernel: kernel.ask(request, serve))

    def _tried(self, work: Callable[[Kernel], Outcome]) -> Outcome:
        try:
            return self._asked(work)
        except KernelGone as gone:
            return Outcome(ok=False, gone=gone.reason)

    def _asked(self, work: Callable[[Kernel], Any]) -> Any:  # noqa: ANN401
        """Has a kernel do some work; one that was lost, or left amid its work, is dropped."""
        try:
            return work(self._ready())
        except KernelGone as gone:
            self._drop()
            raise KernelGone(
                "wall" if time.monotonic() >= self.deadline else gone.reason
            ) from None
        except BaseException:
            self._drop()
            raise

    def _ready(self) -> Kernel:
        """The kernel, started and brought to where its predecessor was, if there is none."""
        while self.kernel is None:
            if time.monotonic() >= self.deadline:
                raise KernelGone("wall")
            self.kernel = self._started()
            self._replay()
        return self.kernel

    def _started(self) -> Kernel:
        try:
            return Kernel(self.launch, self.deadline)
        except KernelGone:
            # No cell of the student's has run in it: the machine is to blame.
            raise KernelGone("start") from None

    def _replay(self) -> None:
        for number, source in enumerate(self.kept):
            try:
                self.kernel.run(source)
            except KernelGone:
                # It went well before, and is not to be trusted again.
                del self.kept[number]
                self._drop()
                return

    def _drop(self) -> None:
        if self.kernel is not None:
            self.kernel.close()
            self.kernel = None
