"""Tries an answer in a lab whose other answers are right: how wrong ones and right ones fare.

It runs in this process, without walls: for the answers of a lab's own authors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dlc_support.grading.evaluate import Report, evaluate
from dlc_support.grading.markers import hidden, visible
from dlc_support.grading.master import Master, Task, in_kernel, points
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
        self.workspace, self.own = Workspace(), Workspace()
        for step in merge(master, master.cells).steps:
            if step.role == "check":
                continue
            if step.role == "given":
                self.own.run(plain(step.cell.source))
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
        workspace = self.workspace.copy()
        report = self._evaluated(wanted, cells, workspace)
        passed = report.tasks[task].visible == "passed"
        messages = [report.messages[one.id] for one in wanted.checks if one.id in report.messages]
        if in_kernel(wanted):
            # As the student runs it: the grader runs a copy of it alone.
            outcomes = [workspace.probe(visible(one.source)) for one in wanted.checks]
            passed = all(one.ok for one in outcomes)
            messages = [one.message for one in outcomes if not one.ok] + messages
        return Attempt(
            visible=passed,
            hidden=not any(one.id in report.failed for one in wanted.checks if _is_hidden(one)),
            message=messages[0] if messages else "",
        )

    def accepts(self, task: Task, answers: dict[str, Callable[..., Any]]) -> bool:
        """Whether functions get all points of a task; the first check that fails ends it.

        Args:
            task: The task.
            answers: Functions by the names that its checks call.
        """
        for check in filter(points, task.checks):
            workspace = self.workspace.copy()
            workspace.names.update(answers)
            step = Step("check", check.source, task.name, check)
            report = evaluate(self.master, Merged([step], {task.name: True}), workspace, self.own)
            if not report.tasks[task.name].score:
                return False
        return True

    def _evaluated(self, task: Task, cells: tuple[str, ...], workspace: Workspace) -> Report:
        steps = [Step("answer", plain(source), task.name, task.answer) for source in cells]
        steps += [Step("check", check.source, task.name, check) for check in task.checks]
        merged = Merged(steps, {task.name: True})
        return evaluate(self.master, merged, workspace, self.own)


def _is_hidden(check: Cell) -> bool:
    return bool(hidden(check.source).strip()) and not check.grade_id.endswith("-seen")
