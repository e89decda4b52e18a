"""The hostile submissions, and what each must get.

Each `hostile/NAME.cell` shows its trick as the answer to the first task of the small lab; the
other two tasks are answered rightly. `hostile_files.py` has those whose trick is the file.
"""

import json
from pathlib import Path
from typing import NamedTuple

from dlc_support.grading import read_master, student_text
from tests.labs.hostile_files import FILES

CELLS = {path.stem: path for path in Path(__file__).with_name("hostile").glob("*.cell")}
RIGHT = {
    "double": "def double(values):\n    return values + values",
    "centre": "def centre(values):\n    return values - sum(values) / len(values)",
    "jitter": "def jitter(values, rng):\n    return values + rng.normal(0, 0.1, len(values))",
}
ALL = (4, 4, 4)
WAS_HERE = Path("/tmp/dlc-was-here")  # where one of them would leave a mark


class Expected(NamedTuple):
    """What a submission must get.

    Attributes:
        scores: Of the three tasks.
        note: A pattern of what the teacher is told.
        status: As in the table.
    """

    scores: tuple[int, int, int]
    note: str
    status: str = "graded"


NONE, WRONG, SEEN = (0, 4, 4), (0, 4, 4), (1, 4, 4)
FAILED = "double: visible check: AssertionError"
TIME, DIED = "double: a cell ran over its time", "double: the kernel died"
HIDDEN = "double: a hidden test fails"
# On a busy computer, what takes much may run into the time limit first.
HUNGRY = "double: (visible check: AssertionError|a cell ran over its time)"
TAMPERED = "the kernel was tampered with"
EXPECTED = {
    "loop_in_python": Expected(NONE, TIME),
    "loop_in_c": Expected(NONE, TIME),
    "loop_when_called": Expected(SEEN, TIME),
    "exit": Expected(NONE, DIED),
    "exit_when_called": Expected(SEEN, DIED),
    "system_exit": Expected(NONE, "double: SystemExit"),
    "kill_parent": Expected(WRONG, FAILED),
    "fork_bomb": Expected(WRONG, FAILED),
    "thread_bomb": Expected(WRONG, HUNGRY),
    "memory_in_one_process": Expected(WRONG, HUNGRY),
    "memory_in_a_tree": Expected(WRONG, HUNGRY),
    "large_file": Expected(WRONG, HUNGRY),
    "million_lines": Expected(WRONG, HUNGRY),
    "environment": Expected(WRONG, FAILED),
    "disk": Expected(WRONG, HUNGRY),
    "other_submissions": Expected(WRONG, FAILED),
    "network": Expected(WRONG, FAILED),
    "unlimited": Expected(WRONG, FAILED),
    "redefined_errors": Expected(WRONG, FAILED),
    "stripped_asserts": Expected(WRONG, FAILED, "look"),
    "forged_outcomes": Expected((0, 0, 0), "its visible check passes without an answer", "look"),
    "forged_probe": Expected((1, 0, 0), HIDDEN, "look"),
    "forged_answers": Expected(NONE, TAMPERED, "look"),
    "endless_answer": Expected(NONE, "double: sent back too much"),
    "pickled_code": Expected((1, 0, 0), HIDDEN, "look"),
    "frames_and_objects": Expected(SEEN, "double: (a hidden test fails|a cell ran over its time)"),
    "telling_exception": Expected(SEEN, HIDDEN),
    "patched_libraries": Expected(WRONG, FAILED),
    "not_a_number": Expected(SEEN, HIDDEN),
    "infinite": Expected(SEEN, HIDDEN),
    "huge_array": Expected(SEEN, "double: (sent back too much|a cell ran over its time)"),
    "huge_number": Expected(SEEN, HIDDEN),
    "mistyped": Expected(SEEN, HIDDEN),
    "promised_array": Expected((1, 0, 0), HIDDEN, "look"),
    "background_thread": Expected(WRONG, FAILED),
    "deep_recursion": Expected(NONE, "double: (the kernel died|a cell ran over its time)"),
    "deleted_checks": Expected(WRONG, "double-hidden: deleted"),
    "rewritten_checks": Expected(WRONG, "double-hidden: rewritten"),
    "repeated_checks": Expected(WRONG, "centre-hidden: there 6 times"),
    "invented_checks": Expected(WRONG, FAILED),
    "lost_metadata": Expected(ALL, "all metadata lost"),
    "swapped_ids": Expected(WRONG, FAILED),
    "broken_json": Expected((0, 0, 0), "not JSON", "unreadable"),
    "deep_json": Expected((0, 0, 0), "not JSON", "unreadable"),
    "empty_file": Expected((0, 0, 0), "an empty file", "unreadable"),
    "text_file": Expected((0, 0, 0), "not JSON", "unreadable"),
    "other_lab": Expected((0, 0, 0), "a notebook of another lab", "unreadable"),
    "no_lab": Expected((0, 0, 0), "no answer of this lab", "unreadable"),
    "link_to_master": Expected((0, 0, 0), "not a regular file", "unreadable"),
    "odd_types": Expected(WRONG, FAILED),
    "hard_to_parse": Expected(NONE, "double: SyntaxError"),
}


def honest(master: Path, **answers: str) -> dict:
    """A submission with right answers, or others, as JSON."""
    notebook = json.loads(student_text(master))
    for cell in notebook["cells"]:
        cell["source"] = {**RIGHT, **answers}.get(cell["id"], cell["source"])
    return notebook


def write(name: str, master: Path, folder: Path) -> Path:
    """Writes a hostile submission into a folder."""
    path = folder / f"{name}.ipynb"
    if name in FILES:
        FILES[name](honest(master), master, path)
    else:
        source = CELLS[name].read_text(encoding="utf-8")
        path.write_text(json.dumps(honest(master, double=source)), encoding="utf-8")
    return path


def secret_lines(master: Path) -> list[str]:
    """The lines of a master's hidden tests that a student never sees."""
    shown = student_text(master)
    lines = {
        line.strip()
        for task in read_master(master).tasks
        for check in task.checks
        for line in check.source.split("\n")
    }
    return [line for line in lines if len(line) > 24 and json.dumps(line)[1:-1] not in shown]
