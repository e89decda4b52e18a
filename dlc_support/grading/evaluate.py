"""Runs a merged submission and counts its points."""

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from dlc_support.grading.calls import Ask, Message, Peer, Remote
from dlc_support.grading.judge import SECONDS, Verdict, judge
from dlc_support.grading.kernel import KernelGone
from dlc_support.grading.markers import blank, hidden, parts, visible
from dlc_support.grading.master import Master, Task, in_kernel, points, seen_id
from dlc_support.grading.merge import Merged, Step, defined, plain
from dlc_support.grading.values import decode
from dlc_support.grading.workspace import Outcome, Workspace

LOST = {
    "time": "a cell ran over its time",
    "died": "the kernel died",
    "size": "sent back too much",
    "garbled": "the kernel was tampered with",
    "start": "no kernel started",
    "wall": "no time was left in all",
}
# A busy computer, and no student, may be to blame for the last two.
TO_LOOK_AT = {"garbled", "start", "wall"}
UNSEEN = "a hidden test fails"
PASSES_BLANK = "its visible check passes without an answer"
UNCONTROLLED = "whether its visible check fails without an answer could not be seen"
NO_ANSWER = "passes though it is not answered"
PICTURE = "picture"  # ends the ids of cells that show a student's own result
HELPERS = "cells of the student's own raised errors"


@runtime_checkable
class Runner(Protocol):
    """Whatever runs cells: a `Workspace`, or a `Session` within walls.

    Attributes:
        timeout: Seconds that a cell, or the calls of a check, may take.
    """

    timeout: float | int

    def run(self, source: str) -> Outcome:
        """Runs a cell; what it defines stays."""
        ...

    def probe(self, source: str, before: str = "") -> Outcome:
        """Runs a part of a check, of which nothing stays, and returns its `probe`."""
        ...

    def begin(self) -> None:
        """Begins a check that calls answers."""
        ...

    def ask(self, request: Message, serve: Ask) -> Message:
        """Calls an answer."""
        ...


@dataclass
class TaskReport:
    """How one task went, in words of the grader's own.

    Attributes:
        name: Of the task.
        title: The heading of its statement.
        points: What can be had.
        score: What was earned.
        answered: True where the answer cell was there and filled in.
        visible: `"passed"`, `"failed"`, or "" where the task has no visible check.
        notes: What happened.
        seconds: What it took of the processor.
    """

    name: str
    title: str
    points: int
    score: float | int = 0
    answered: bool = False
    visible: str = ""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Report:
    """How a submission went.

    Attributes:
        tasks: One report for each task of the lab.
        look: True where a teacher should look at it.
        notes: What happened outside of tasks.
        failed: Ids of the cells that raised an error, and the error's name.
        messages: What failing checks said; to be trusted and shown outside a sandbox only.
        seconds: What all tasks took of the processor, in the student's process and the grader.
    """

    tasks: dict[str, TaskReport]
    look: bool = False
    notes: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def evaluate(
    master: Master, merged: Merged, runner: Runner, own: Workspace | None = None
) -> Report:
    """Runs all cells in order; points come from the master's checks alone, run in the grader.

    Args:
        master: The lab.
        merged: The submission, as `merge` put it together.
        runner: Where its cells run.
        own: Where the lab's own cells run for the checks; a new workspace where it is not given.
    """
    tasks = {task.name: TaskReport(task.name, task.title, task.points) for task in master.tasks}
    for name, answered in merged.answered.items():
        tasks[name].answered = answered
    report = Report(tasks, notes=list(merged.notes))
    evaluation = _Evaluation(master, runner, own or Workspace(), report)
    for step in merged.steps:
        before = report.seconds
        if step.role == "check":
            evaluation.check(step)
        else:
            evaluation.run(step)
        if step.task:
            tasks[step.task].seconds += report.seconds - before
    for name, task in tasks.items():
        if task.score and not task.answered:
            report.look = True
            task.notes.append(NO_ANSWER)
        if name in evaluation.void or not task.answered:
            task.score = 0
    report.notes = list(dict.fromkeys(report.notes))
    return report


class _Evaluation:
    """A submission while it runs."""

    def __init__(self, master: Master, runner: Runner, own: Workspace, report: Report) -> None:
        self.tasks: dict[str, Task] = {task.name: task for task in master.tasks}
        self.runner, self.own, self.report = runner, own, report
        self.verdicts: dict[tuple[str, str], Verdict] = {}  # of a task's check, by its text
        self.void: set[str] = set()  # tasks whose visible check passes whatever the answer is
        self.peer = Peer(self._ask)

    def run(self, step: Step) -> None:
        if step.role == "given" and step.cell.id.endswith(PICTURE):
            return  # it shows what answers made, and decides nothing
        if step.role == "given":
            self.own.run(plain(step.cell.source))
        outcome = self.runner.run(step.source)
        self.report.seconds += outcome.seconds if step.task else 0.0
        if outcome.ok:
            return
        what = LOST.get(outcome.gone, outcome.error)
        if step.cell is None:
            self.report.notes.append(LOST[outcome.gone] if outcome.gone else HELPERS)
        elif not step.task:
            self.report.notes.append(f"a cell of the lab's: {what}")
        elif self.report.tasks[step.task].answered or what != "NotImplementedError":
            self._tell(step.task, what)
        self.report.failed[step.cell.id if step.cell else "helper"] = outcome.error or outcome.gone
        own = step.role == "given" and step.own is None
        self.report.look |= outcome.gone in TO_LOOK_AT or (own and bool(outcome.gone))

    def check(self, step: Step) -> None:
        """Runs a checking cell: its visible part, a control of it, and its hidden part.

        Where the visible part needs the student's process, only its control runs: its copy, whose
        points are judged in the grader, tells how it goes.
        """
        task = self.report.tasks[step.task]
        passed, apart = True, in_kernel(self.tasks[step.task])
        if _has_code(text := visible(step.source)):
            if not apart:
                passed = self._count(step, self._judged(step.task, text), told=True)
                task.visible = "passed" if passed and task.visible != "failed" else "failed"
            self._control(step, text)
        if passed and _has_code(secret := hidden(step.source)):
            seen = apart and step.cell.grade_id == seen_id(step.task)
            passed = self._count(step, self._hidden(step, secret), told=seen)
            task.visible = ("passed" if passed else "failed") if seen else task.visible
        task.score += points(step.cell) if passed else 0

    def _control(self, step: Step, text: str) -> None:
        """Sees to it that the check fails in the student's process with the blank for an answer.

        Where it does not, something there is not as it was, and the task gives no points.
        """
        answer = self.tasks[step.task].answer
        outcome = self.runner.probe(text, before=blank(answer.source, answer.kind))
        self.report.seconds += outcome.seconds
        if outcome.error != "NotImplementedError":
            self.void.add(step.task)
            self.report.look |= not outcome.gone or outcome.gone in TO_LOOK_AT
            # Another error is no proof of tampering: a cell of the lab's may have failed.
            unseen = PASSES_BLANK if outcome.ok else UNCONTROLLED
            self._tell(step.task, LOST.get(outcome.gone, unseen))

    def _hidden(self, step: Step, secret: str) -> Verdict:
        kernel, grader = parts(secret)
        if not kernel:
            return self._judged(step.task, secret)
        outcome = self.runner.probe(kernel)
        self.report.seconds += outcome.seconds
        if not outcome.ok:
            return _verdict(outcome)
        try:
            return self._judged(step.task, grader, probe=decode(outcome.probe))
        except (ValueError, TypeError) as error:
            return Verdict(False, "error", str(error))

    def _judged(self, task: str, text: str, **more: Any) -> Verdict:  # noqa: ANN401
        """A check's verdict; the same text is not run twice."""
        key = (task, text.strip())
        if key in self.verdicts:
            return self.verdicts[key]
        answer = self.tasks[task].answer
        answers = {name: Remote(self.peer, name) for name in defined(answer.source)}
        self.peer.begin()
        try:
            self.runner.begin()
        except KernelGone as gone:
            return Verdict(False, gone=gone.reason)
        seconds = SECONDS + self.runner.timeout
        verdict = judge(text, {**self.own.names, **answers, **more}, seconds)
        self.report.seconds += verdict.seconds
        if not more:
            self.verdicts[key] = verdict
        return verdict

    def _ask(self, request: Message) -> Message:
        reply = self.runner.ask(request, self.peer.serve)
        spent = reply.get("seconds")
        self.report.seconds += spent if isinstance(spent, float) else 0.0
        return reply

    def _count(self, step: Step, verdict: Verdict, *, told: bool) -> bool:
        """Keeps how a part of a check went; of a hidden one, no name of an error is told."""
        if verdict.ok:
            return True
        self.report.failed.setdefault(step.cell.id, verdict.error or verdict.gone)
        self.report.messages.setdefault(step.cell.id, verdict.message)
        self.report.look |= verdict.gone in TO_LOOK_AT
        task = self.report.tasks[step.task]
        if verdict.gone:
            self._tell(step.task, LOST.get(verdict.gone, LOST["died"]))
        elif told and task.answered:
            self._tell(step.task, f"visible check: {verdict.error}")
        elif not told and task.answered and task.visible != "failed":
            self._tell(step.task, UNSEEN)
        return False

    def _tell(self, task: str, what: str) -> None:
        """Notes what happened to a task; of names of errors, which a kernel chooses, one."""
        notes = self.report.tasks[task].notes
        own = {*LOST.values(), UNSEEN, PASSES_BLANK, UNCONTROLLED}
        if what not in notes and (what in own or not set(notes) - own):
            notes.append(what)


def _verdict(outcome: Outcome) -> Verdict:
    return Verdict(outcome.ok, outcome.error, outcome.message, 0.0, outcome.gone)


def _has_code(source: str) -> bool:
    lines = (line.strip() for line in source.split("\n"))
    return any(line and not line.startswith("#") for line in lines)
