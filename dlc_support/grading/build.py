"""The student version of a master: no solution, no hidden test, the same bytes at each build."""

from pathlib import Path
from typing import TYPE_CHECKING

from dlc_support.grading.markers import HIDDEN, blank, visible
from dlc_support.grading.master import Master, Task, in_kernel, read_master
from dlc_support.grading.notebook import LAB

if TYPE_CHECKING:
    from nbformat import NotebookNode

TABLE = "points-table"
SEEN = "# The grader runs the check above again, on its own copy, and gives its points."
GOES_ON = "raises-exception"  # with this tag "run all" goes on after an unanswered task
RECORDED = ("dlc", "widgets")


def build(master: Path, student: Path) -> bool:
    """Writes the student version, and the table of points into the master as well.

    Args:
        master: The notebook with solutions and hidden tests.
        student: Where the student version goes.

    Returns:
        True if a file changed.

    Raises:
        ValueError: If the master's markers or grade ids are wrong.
    """
    import nbformat

    lab = read_master(master)
    notebook = nbformat.read(master, as_version=4)
    notebook.metadata[LAB] = lab.name
    put_table(notebook, lab)
    put_seen(notebook, lab)
    changed = _write(master, nbformat.writes(notebook) + "\n")
    return _write(student, student_text(master)) or changed


def student_text(master: Path) -> str:
    """The student version of a master as the text of its file."""
    import nbformat

    notebook = nbformat.read(master, as_version=4)
    notebook.metadata[LAB] = read_master(master).name
    put_table(notebook, read_master(master))
    for key in RECORDED:
        notebook.metadata.pop(key, None)
    for cell in notebook.cells:
        _hand_out(cell)
    return nbformat.writes(notebook) + "\n"


def _hand_out(cell: "NotebookNode") -> None:
    """Makes a cell what students get, in place."""
    marks = cell.metadata.get("nbgrader", {})
    if marks.get("solution"):
        cell.source = blank(cell.source, cell.cell_type)
    elif marks.get("grade"):
        cell.source = visible(cell.source)
    if cell.cell_type != "code":
        return
    cell.update(outputs=[], execution_count=None)
    cell.metadata.pop("execution", None)
    if marks.get("solution") or marks.get("grade"):
        cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), GOES_ON})


def put_table(notebook: "NotebookNode", lab: Master) -> None:
    """Writes the table of points into the cell that is tagged for it, if there is one."""
    for cell in notebook.cells:
        if TABLE in cell.metadata.get("tags", []):
            cell.source = points_table(lab)


def put_seen(notebook: "NotebookNode", lab: Master) -> None:
    """Copies each visible check into the cell that gives its points."""
    text = {f"{task.name}-seen": seen(task) for task in lab.tasks if not in_kernel(task)}
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        cell.source = text.get(grade_id, cell.source)


def seen(task: Task) -> str:
    """The cell that gives the points of a task's visible check."""
    shown = [visible(check.source).strip() for check in task.checks]
    check = next((text for text in shown if text.startswith(f"# Check of {task.name},")), "")
    return f"{SEEN}\n### BEGIN {HIDDEN}\n{check}\n### END {HIDDEN}"


def points_table(lab: Master) -> str:
    """Tasks, difficulty, minutes and points, as the statements tell them."""
    lines = ["| task | difficulty | minutes | points |", "| :-- | :-- | --: | --: |"]
    minutes = 0
    for task in lab.tasks:
        difficulty, duration, _ = task.facts or ("", 0, 0)
        minutes += duration
        lines.append(f"| {task.title} | {difficulty} | {duration} | {task.points} |")
    return "\n".join([*lines, f"| **all** | | **{minutes}** | **{lab.points}** |"])


def _write(path: Path, text: str) -> bool:
    """Writes a file that is not yet so, and says whether it did."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True
