"""Tries an answer in a lab whose other answers are right: how wrong ones and right ones fare.

It runs in this process, without walls: for the answers of a lab's own authors.
"""

from dataclasses import dataclass

from dlc_support.grading.evaluate import Report, evaluate
from dlc_support.grading.markers import hidden
from dlc_support.grading.master import Master, Task
from dlc_support.grading.merge import Merged, Step, merge, plain
from dlc_support.grading.notebook import Cell
from dlc_support.grading.workspace import Workspace


@dataclass(frozen=True)
class Attempt:
    """How an answer fared.

    Attributes:
        visible: True where all visible checks pass.
        hidden: True where all hidden tests pass, whatever the visible checks say.
        message: What the first failing check said, for authors only.
    """

    visible: bool
    hidden: bool
    message: str = ""


class Trial:
    """A lab whose solutions have run once; each attempt begins with what they define.

    Args:
        master: The lab.
    """

    def __init__(self, master: Master) -> None:
        self.master = master
        self.workspace = Workspace()
        for step in merge(master, master.cells).steps:
            if step.role == "check":
                continue
            outcome = self.workspace.run(step.source)
            if not outcome.ok:
                where = step.task or "a cell of the lab"
                raise ValueError(f"{where} of the solution fails: {outcome.message}")

    def attempt(self, task: str, *cells: str) -> Attempt:
        """Tries an answer.

        Args:
            task: Name of the task.
            cells: Python: helpers, and at the end the answer.
        """
        wanted = next((one for one in self.master.tasks if one.name == task), None)
        if wanted is None:
            names = [one.name for one in self.master.tasks]
            raise ValueError(f"task must be one of {names}, got {task!r}")
        report = self._evaluated(wanted, cells)
        reached = report.tasks[task]
        messages = [report.messages[one.id] for one in wanted.checks if one.id in report.messages]
        return Attempt(
            visible=reached.visible == "passed",
            hidden=not any(one.id in report.failed for one in wanted.checks if _is_hidden(one)),
            message=messages[0] if messages else "",
        )

    def _evaluated(self, task: Task, cells: tuple[str, ...]) -> Report:
        steps = [Step("answer", plain(source), task.name, task.answer) for source in cells]
        steps += [Step("check", check.source, task.name, check) for check in task.checks]
        merged = Merged(steps, {task.name: True})
        return evaluate(self.master, merged, self.workspace.copy())


def _is_hidden(check: Cell) -> bool:
    return bool(hidden(check.source).strip())
