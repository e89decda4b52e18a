"""The result of one submission: a JSON of its own, complete or not there at all."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dlc_support.files import write_whole
from dlc_support.grading.evaluate import TaskReport


@dataclass
class Result:
    """What a submission got.

    Attributes:
        student: Name of its file or folder.
        status: `"graded"`, `"look"` (a teacher should), or `"unreadable"`.
        tasks: How each task went.
        notes: What happened outside of tasks.
        seconds: What it took, by the clock.
        key: Of the submission, the master and the settings.
        answers: The text of each answer that is not blank, by task, and of each cell of prose.
        messages: By task, what the hidden test says that failed; for the teacher.
        late_days: Days after the deadline, None where there is none.
        penalty: Points that they cost.
    """

    student: str
    status: str
    tasks: list[TaskReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    key: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    late_days: int | None = None
    penalty: float | int = 0

    @property
    def score(self) -> float | int:
        """The points of all tasks, less the penalty."""
        return sum(task.score for task in self.tasks) - self.penalty

    def with_task(self, name: str, other: "Result") -> "Result":
        """This result with one task of another."""
        if "unreadable" in (self.status, other.status):
            return other
        new = {task.name: task for task in other.tasks if task.name == name}
        return replace(
            self,
            tasks=[new.get(task.name, task) for task in self.tasks],
            status="look" if other.status == "look" else self.status,
            messages={
                task: text
                for task, text in {**self.messages, name: other.messages.get(name, "")}.items()
                if text
            },
        )

    def all_notes(self) -> list[str]:
        """Every note once, those of tasks with the task's name."""
        own = [f"{task.name}: {note}" for task in self.tasks for note in task.notes]
        return list(dict.fromkeys([*self.notes, *own]))


def key_of(submission: bytes, master: str, settings: str) -> str:
    """The key of a result: it is taken again where nothing that decides it has changed.

    Example:
        >>> key_of(b"a", "b", "c") == key_of(b"a", "b", "c") != key_of(b"x", "b", "c")
        True
    """
    digest = hashlib.sha256()
    for part in (submission, master.encode(), settings.encode()):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def write(result: Result, path: Path) -> None:
    """Writes a result so that a reader sees all of it or none."""
    write_whole(path, json.dumps(asdict(result), indent=1, ensure_ascii=True) + "\n")


def read(path: Path, key: str = "") -> Result | None:
    """A stored result, or None where there is none, or none with this key."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        tasks = [TaskReport(**task) for task in found.pop("tasks")]
        result = Result(tasks=tasks, **found)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return result if key in ("", result.key) else None
