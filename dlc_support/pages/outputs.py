"""Outputs as they are stored: nothing in them that only a kernel or a clock knows."""

from typing import TYPE_CHECKING

from dlc_support.pages.page import tags

if TYPE_CHECKING:
    from nbformat import NotebookNode

WIDGET = "application/vnd.jupyter.widget-view+json"


def tidy(notebook: "NotebookNode", line: str) -> None:
    """Strips widgets and timing, joins pieces of text, and writes the line on the recording.

    Args:
        notebook: An executed notebook, changed in place.
        line: What the cell tagged `recorded` says; it is added where it is missing.
    """
    notebook.metadata.pop("widgets", None)
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined([found for found in cell.outputs if not _is_widget(found)])
            count += bool(cell.source.strip())
            _number(cell, count)
    _recorded_cell(notebook).source = f"*{line}*"


def _is_widget(output: "NotebookNode") -> bool:
    """True for a slider: it needs a kernel, and pages show a picture of the same beside it."""
    return WIDGET in output.get("data", {})


def _joined(outputs: "list[NotebookNode]") -> "list[NotebookNode]":
    """Text that came in pieces, as one output for each stream."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _number(cell: "NotebookNode", count: int) -> None:
    # The kernel counts its own questions too; a page counts its cells.
    cell.execution_count = count if cell.source.strip() else None
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count


def _recorded_cell(notebook: "NotebookNode") -> "NotebookNode":
    from nbformat.v4 import new_markdown_cell

    for cell in notebook.cells:
        if "recorded" in tags(cell):
            return cell
    notebook.cells.append(new_markdown_cell(id="recorded", metadata={"tags": ["recorded"]}))
    return notebook.cells[-1]
