"""Runs a merged submission and counts its points."""

from dataclasses import dataclass, field

from dlc_support.grading.canary import Runner, canary, sings
from dlc_support.grading.judge import judge
from dlc_support.grading.markers import hidden, parts, visible
from dlc_support.grading.master import Master, points
from dlc_support.grading.merge import Merged, Step
from dlc_support.grading.workspace import Outcome

LOST = {
    "time": "a cell ran over its time",
    "died": "the kernel died",
    "size": "sent back too much",
    "garbled": "the kernel was tampered with",
    "start": "no kernel started",
    "wall": "no time was left in all",
}
TO_LOOK_AT = {"garbled", "start"}
UNSEEN = "a hidden test fails"
STRIPPED = "an assert that must fail did not"


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
    """

    name: str
    title: str
    points: int
    score: int = 0
    answered: bool = False
    visible: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Report:
    """How a submission went.

    Attributes:
        tasks: One report for each task of the lab.
        look: True where a teacher should look at it.
        notes: What happened outside of tasks.
        failed: Ids of the cells that raised an error, and the error's name.
        messages: What failing checks said; to be trusted and shown outside a sandbox only.
        seconds: What all tasks took of the processor, judges included.
    """

    tasks: dict[str, TaskReport]
    look: bool = False
    notes: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def evaluate(master: Master, merged: Merged, runner: Runner) -> Report:
    """Runs all cells in order; points come from the master's checks alone.

    Args:
        master: The lab.
        merged: The submission, as `merge` put it together.
        runner: Where its cells run.
    """
    tasks = {task.name: TaskReport(task.name, task.title, task.points) for task in master.tasks}
    for name, answered in merged.answered.items():
        tasks[name].answered = answered
    report = Report(tasks, notes=list(merged.notes))
    for step in merged.steps:
        if step.role == "check":
            _check(step, runner, report)
        else:
            _run(step, runner, report)
    return report


def _run(step: Step, runner: Runner, report: Report) -> None:
    outcome = runner.run(step.source)
    report.seconds += outcome.seconds if step.task else 0.0
    if outcome.ok:
        return
    label = step.task or ("a cell of the lab's" if step.cell else "a cell of the student's")
    _tell(report, step, label, LOST.get(outcome.gone, outcome.error))
    report.failed[step.cell.id if step.cell else "helper"] = outcome.error or outcome.gone
    report.look |= outcome.gone in TO_LOOK_AT


def _tell(report: Report, step: Step, label: str, what: str) -> None:
    if step.task and (report.tasks[step.task].answered or what != "NotImplementedError"):
        report.tasks[step.task].notes.append(what)
    elif not step.task:
        report.notes.append(f"{label}: {what}")


def _check(step: Step, runner: Runner, report: Report) -> None:
    """Runs a checking cell: canary, its visible part, its hidden part, and the judge."""
    task, cell = report.tasks[step.task], step.cell
    song = canary(runner)
    if not sings(song):
        report.look |= not song.gone or song.gone in TO_LOOK_AT
        task.notes.append(LOST.get(song.gone, STRIPPED))
        task.visible = task.visible or "failed"
        return
    passed = True
    if _has_code(visible(step.source)):
        outcome = runner.run(visible(step.source))
        passed = outcome.ok
        task.visible = "passed" if passed and task.visible != "failed" else "failed"
        _note(report, step, outcome, told=True)
    if passed and (secret := hidden(step.source)).strip():
        passed = _hidden(secret, step, runner, report)
    task.score += points(cell) if passed else 0


def _hidden(source: str, step: Step, runner: Runner, report: Report) -> bool:
    probe, judged = parts(source)
    outcome = runner.probe(probe)
    _note(report, step, outcome, told=False)
    passed = outcome.ok
    if passed and judged.strip():
        verdict = judge(judged, outcome.probe)
        report.seconds += verdict.seconds
        passed = verdict.ok
        if not passed:
            report.failed[step.cell.id] = "judge"
            report.messages[step.cell.id] = verdict.message
    task = report.tasks[step.task]
    if not passed and not outcome.gone and task.answered and task.visible != "failed":
        task.notes.append(UNSEEN)
    return passed


def _note(report: Report, step: Step, outcome: Outcome, *, told: bool) -> None:
    """Keeps how a part of a check went; of a hidden one, no name of an error is told."""
    report.seconds += outcome.seconds
    if outcome.ok:
        return
    report.failed[step.cell.id] = outcome.error or outcome.gone
    report.messages[step.cell.id] = outcome.message
    report.look |= outcome.gone in TO_LOOK_AT
    task = report.tasks[step.task]
    if outcome.gone:
        task.notes.append(LOST.get(outcome.gone, LOST["died"]))
    elif told and task.answered:
        task.notes.append(f"visible check: {outcome.error}")


def _has_code(source: str) -> bool:
    lines = (line.strip() for line in source.split("\n"))
    return any(line and not line.startswith("#") for line in lines)
