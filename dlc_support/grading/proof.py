"""Proves a master: its solution gets all points, its blank none, and no forgery any."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any

from dlc_support.grading.build import student_text
from dlc_support.grading.calls import Ask, Message
from dlc_support.grading.evaluate import Report, evaluate
from dlc_support.grading.forged import FORGERIES, forged
from dlc_support.grading.markers import hidden, parts, visible
from dlc_support.grading.master import Master, Task, in_kernel, read_master
from dlc_support.grading.merge import Merged, defined, merge
from dlc_support.grading.notebook import cells_of
from dlc_support.grading.quiet import as_graded
from dlc_support.grading.rules import problems
from dlc_support.grading.spoiled import KINDS, UNTRAINED, WITHIN, applied, spoiled
from dlc_support.grading.trial import Trial
from dlc_support.grading.values import decode
from dlc_support.grading.workspace import Outcome, Workspace
from dlc_support.words import counted

SECONDS = 6.0
REJECTED, ACCEPTED = "rejected", "accepted"
# A line of a hidden test that says why a kind may pass: `# accepts KIND: why`.
ACCEPTS = re.compile(r"^# accepts (.+?): (.+)$", flags=re.MULTILINE)
Function = Callable[..., Any]


@dataclass(frozen=True)
class Proof:
    """What is known of a master.

    Attributes:
        lab: Its name.
        tasks: How many.
        points: Of all tasks.
        seconds: Of the processor, for all tasks of the solution with their checks.
        problems: What is wrong, in words; empty if nothing is.
        kinds: What became of spoiled answers, as `tried` tells; empty where something else is
            wrong.
    """

    lab: str
    tasks: int
    points: int
    seconds: float
    problems: tuple[str, ...]
    kinds: tuple[tuple[str, str, str], ...] = ()


class Recorder(Workspace):
    """A workspace that keeps what it sent back to checks.

    Attributes:
        replies: For each check that called answers, what each call returned.
        probes: For each part of a check that ran here, what it left.
    """

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[list[Message]] = []
        self.probes: list[Outcome] = []

    def probe(self, source: str, before: str = "") -> Outcome:
        """Runs a part of a check."""
        outcome = super().probe(source, before)
        if not before:
            self.probes.append(outcome)
        return outcome

    def begin(self) -> None:
        """Begins a check that calls answers."""
        super().begin()
        self.replies.append([])

    def ask(self, request: Message, serve: Ask) -> Message:
        """Calls an answer."""
        reply = super().ask(request, serve)
        self.replies[-1].append(reply)
        return reply


class Forger:
    """Sends forgeries in place of what was sent back once.

    Args:
        recorder: What was sent back.
        change: What becomes of each value.
    """

    def __init__(self, recorder: Recorder, change: Callable[[Any], Any]) -> None:
        self.change = change
        self.recorded, self.probes = iter(recorder.replies), iter(recorder.probes)
        self.replies: Iterator[Message] = iter(())
        self.timeout = recorder.timeout

    def run(self, source: str) -> Outcome:
        """Runs nothing."""
        return Outcome(ok=True)

    def probe(self, source: str, before: str = "") -> Outcome:
        """A forged probe; a control goes as it must."""
        if before:
            return Outcome(ok=False, error="NotImplementedError")
        outcome = next(self.probes)
        text = outcome.probe and forged(outcome.probe, self.change)
        return replace(outcome, probe=text, ok=text != outcome.probe)

    def begin(self) -> None:
        """Forges the replies to a check; where none differs there is nothing to forge."""
        true = next(self.recorded)
        values = [forged(reply["value"], self.change) for reply in true if "value" in reply]
        same = values == [reply["value"] for reply in true if "value" in reply]
        self.replies = iter([] if same else [self._forged(reply) for reply in true])

    def ask(self, request: Message, serve: Ask) -> Message:
        """A forged reply."""
        return next(self.replies, {})

    def _forged(self, reply: Message) -> Message:
        told = {name: reply[name] for name in ("value", "slopes") if name in reply}
        return {**reply, **{name: forged(text, self.change) for name, text in told.items()}}


def check(master: Path, student: Path | None = None) -> Proof:
    """Runs a master as solution and as blank, in this process.

    Args:
        master: The notebook with solutions and hidden tests.
        student: The student version that must agree with it; None leaves that out.

    Raises:
        ValueError: If it cannot be read as a master.
    """
    import json

    lab = read_master(master)
    handed_out = student_text(master)
    found = problems(lab)
    if student is not None and not _same(student, handed_out):
        found.append(f"{student.name} is not what `dlc labs build` makes of the master")
    with as_graded():
        recorder, own = Recorder(), Workspace()
        solved = evaluate(lab, merge(lab, lab.cells), recorder, own)
        blank = evaluate(lab, merge(lab, cells_of(json.loads(handed_out))), Workspace())
        found += [*_solution(lab, solved), *_unseen(lab, recorder), *_blank(lab, blank)]
        found += _verdicts(lab, recorder)
        kinds = () if found else _spoiled(lab)
        if not found:
            found += _forged(lab, recorder, own)
    passed = [row for row in kinds if row[2] == ACCEPTED]
    found += [f"{task}: the checks accept {kind}" for task, kind, _ in passed]
    return Proof(lab.name, len(lab.tasks), lab.points, solved.seconds, tuple(found), kinds)


def _same(student: Path, text: str) -> bool:
    return student.is_file() and student.read_bytes() == text.encode()


def _solution(lab: Master, report: Report) -> Iterator[str]:
    """The solution gets all points, in time."""
    for cell, error in report.failed.items():
        said = report.messages.get(cell, "")
        yield f"solution: cell {cell} fails: {error} {said}".rstrip()
    for task in report.tasks.values():
        if task.score < task.points or not task.points:
            yield f"{task.name}: the solution gets {task.score} of {counted(task.points, 'point')}"
    if report.seconds > SECONDS:
        yield f"the tasks take {report.seconds:.1f} s, at most {SECONDS:.0f} s are allowed"
    if not lab.tasks:
        yield "there is no task"


def _unseen(lab: Master, solved: Workspace) -> Iterator[str]:
    """Visible checks that the grader runs a copy of pass in the process of the solution."""
    for task in filter(in_kernel, lab.tasks):
        for check in task.checks:
            if not (outcome := solved.copy().probe(visible(check.source))).ok:
                yield f"solution: cell {check.id} fails: {outcome.error} {outcome.message}"


def _verdicts(lab: Master, recorder: Recorder) -> Iterator[str]:
    """What runs in the student's process sends data; whether something holds, the grader sees."""
    checks = (check for task in lab.tasks for check in task.checks)
    sending = [check for check in checks if parts(hidden(check.source)).kernel]
    for check, outcome in zip(sending, recorder.probes, strict=False):
        if outcome.ok and _holds_boolean(decode(outcome.probe)):
            yield f"{check.id}: a boolean made in the student's process can be forged: send data"


def _holds_boolean(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, dict | list | tuple):
        within = value.values() if isinstance(value, dict) else value
        return any(map(_holds_boolean, within))
    return isinstance(value, bool) or str(getattr(value, "dtype", "")).endswith("bool")


def _blank(lab: Master, report: Report) -> Iterator[str]:
    """The blank gets nothing, and fails only in its tasks, because they are not answered."""
    own = {cell.id: task.name for task in lab.tasks for cell in (task.answer, *task.checks)}
    for cell, error in report.failed.items():
        if cell not in own:
            yield f"blank: cell {cell} fails without an answer: {error}"
        elif error != "NotImplementedError":
            yield f"blank: cell {cell} of {own[cell]} raises {error}, not NotImplementedError"
    for task in report.tasks.values():
        if task.score:
            yield f"{task.name}: the blank gets {counted(task.score, 'point')}"
        if not any(cell in report.failed for cell, name in own.items() if name == task.name):
            yield f"{task.name}: nothing fails while it is not answered"


def _spoiled(lab: Master) -> tuple[tuple[str, str, str], ...]:
    """No task may accept a right answer that is spoiled, but for a reason."""
    return tuple(tried(Trial(lab)))


def _forged(lab: Master, recorder: Recorder, own: Workspace) -> Iterator[str]:
    """No check gives points to what holds nothing of an answer."""
    merged = merge(lab, lab.cells)
    checks = Merged([step for step in merged.steps if step.role == "check"], merged.answered)
    for name, change in FORGERIES.items():
        report = evaluate(lab, checks, Forger(recorder, change), own)
        for task in report.tasks.values():
            if task.score:
                yield f"{task.name}: the checks give {counted(task.score, 'point')} to {name}"


def tried(trial: Trial) -> Iterator[tuple[str, str, str]]:
    """What becomes of each task's right answer when it is spoiled in each way that fits it.

    Args:
        trial: The lab, solved.

    Returns:
        Task, kind, and `REJECTED`, `ACCEPTED`, or why it is accepted where the master says so.
    """
    for task in trial.master.tasks:
        reasons = dict(found for check in task.checks for found in ACCEPTS.findall(check.source))
        for kind, answers in _fitting(task, trial):
            applied.clear()
            passed = trial.accepts(task, answers)
            if applied:
                yield task.name, kind, reasons.get(kind, ACCEPTED) if passed else REJECTED


def _fitting(task: Task, trial: Trial) -> Iterator[tuple[str, dict[str, Function]]]:
    """The kinds that fit a task, each with the task's answers spoiled.

    Args:
        task: The task.
        trial: The lab, solved.
    """
    right = {
        name: found
        for name in defined(task.answer.source)
        if isinstance(found := trial.workspace.names[name], FunctionType)
    }
    calls: list[tuple[tuple, dict, Any]] = []
    trial.accepts(task, {name: _kept(one, calls) for name, one in right.items()})
    for kind, change in KINDS.items():
        applied.clear()
        for args, options, value in calls[:8]:
            change(lambda *_, value=value, **__: value, args, options)
        trains = kind == UNTRAINED or (
            kind.startswith("target") and any(map(callable, _all(calls)))
        )
        draws = kind.startswith(WITHIN) and any(hasattr(one, "get_state") for one in _all(calls))
        if applied or trains or draws:
            yield kind, {name: spoiled(kind, one) for name, one in right.items()}


def _kept(function: Function, calls: list[tuple[tuple, dict, Any]]) -> Function:
    """The function, which keeps what it was given and what it returned."""

    @wraps(function)
    def kept(*args: Any, **options: Any) -> Any:  # noqa: ANN401
        value = function(*args, **options)
        calls.append((args, options, value))
        return value

    return kept


def _all(calls: list[tuple[tuple, dict, Any]]) -> list[Any]:
    return [one for args, options, _ in calls for one in (*args, *options.values())]
