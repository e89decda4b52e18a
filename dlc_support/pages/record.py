"""Executes a page, and stores its outputs with the circumstances they come from."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlc_support.pages.kernel import environment, kernel_manager
from dlc_support.pages.outputs import tidy
from dlc_support.pages.page import find_page, page_key, read_page, write_page
from dlc_support.provenance import Provenance
from dlc_support.words import counted, duration

if TYPE_CHECKING:
    from nbclient import NotebookClient
    from nbformat import NotebookNode

QUESTION = """\
import json
from dlc_support.pages.circumstances import circumstances
print(json.dumps(circumstances(globals())))"""


class PageFailed(RuntimeError):
    """A page's cell raised an error: which one, and what it said."""


@dataclass(frozen=True, kw_only=True)
class Recording(Provenance):
    """Where a page's outputs come from; stored in the notebook's metadata as `dlc`.

    Attributes:
        seconds: What the page took.
        training_seconds: What its networks took to train, then or earlier; None where that was
            not recorded.
        key: Of the code cells and of what they reach in the package.
    """

    seconds: int
    training_seconds: int | None = None
    key: str

    def __str__(self) -> str:
        short = re.sub(r"\d+\.\d{5,}", lambda number: f"{float(number[0]):.4g}", self.data)
        data = f"data: {short}; " if short else ""
        trained = (
            f" (training: {duration(self.training_seconds)})" if self.training_seconds else ""
        )
        return (
            f"Recorded with dlc-support {self.versions['dlc-support']} and torch "
            f"{self.versions['torch']}, budget {self.budget}; {data}{self.device}, "
            f"{counted(self.threads, 'thread')}, {duration(self.seconds)}{trained}, {self.date}."
        )


def record(
    page: Path | str,
    *,
    budget: str = "full",
    output: Path | str | None = None,
    store: bool = True,
    allow_embedded: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Recording:
    """Executes a page from top to bottom and stores its outputs, if all of it succeeded.

    Trainings with a checkpoint go on where a recording was interrupted.

    Args:
        page: A notebook, or a short name such as `toy_2d`.
        budget: `"full"` or `"quick"`.
        output: Where the executed notebook goes; None overwrites the page itself.
        store: False only tries whether the page runs, and writes nothing.
        allow_embedded: Store a full recording although the embedded digits stood in for the data.
        progress: Called with the cells that are over and the number of all.

    Returns:
        The circumstances, as they are stored.

    Raises:
        PageFailed: If a cell raised an error, or the code was edited while it ran; nothing is
            stored.
        ValueError: If there is no such page, or a full run was on the embedded digits.
    """
    if budget not in ("quick", "full"):
        raise ValueError(f"budget must be 'quick' or 'full', got {budget!r}")
    path = find_page(page)
    notebook = read_page(path)
    key = page_key(notebook)
    begin = time.monotonic()
    answer = _execute(notebook, path, budget, progress or (lambda *_: None))
    recording = Recording(**answer, seconds=round(time.monotonic() - begin), key=key)
    if not store:
        return recording
    if budget == "full" and recording.embedded and not allow_embedded:
        raise ValueError(
            f"data of {path.stem} at the full budget must be the real data set, got "
            f"{recording.data}; `dlc data mnist` fetches it, and the page is unchanged"
        )
    stored = _with_outputs(read_page(path), notebook, path)
    stored.metadata["dlc"] = asdict(recording)
    tidy(stored, str(recording))
    write_page(stored, Path(output) if output is not None else path)
    return recording


def _with_outputs(page: "NotebookNode", executed: "NotebookNode", path: Path) -> "NotebookNode":
    """The page as it is now, with the outputs: its prose may have been edited meanwhile."""
    done = [cell for cell in executed.cells if cell.cell_type == "code"]
    now = [cell for cell in page.cells if cell.cell_type == "code"]
    if [cell.source for cell in done] != [cell.source for cell in now]:
        raise PageFailed(f"the code of {path.name} was edited while it ran: record it again")
    for cell, ran in zip(now, done, strict=True):
        cell.update(outputs=ran.outputs, execution_count=ran.execution_count)
    return page


def _execute(
    notebook: "NotebookNode", path: Path, budget: str, progress: Callable[[int, int], None]
) -> dict[str, Any]:
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell

    client = NotebookClient(
        notebook,
        km=kernel_manager(),
        timeout=None,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    count = len(notebook.cells)
    with client.setup_kernel(env=environment(budget), cleanup_kc=True):
        for index, cell in enumerate(notebook.cells):
            _run_cell(client, cell, index, path)
            progress(index + 1, count)
        notebook.cells.append(new_code_cell(QUESTION))
        try:
            _run_cell(client, notebook.cells[-1], count, path)
        finally:
            question = notebook.cells.pop()
    return json.loads("".join(found.get("text", "") for found in question.outputs))


def _run_cell(client: "NotebookClient", cell: "NotebookNode", index: int, path: Path) -> None:
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    if cell.cell_type == "code":
        # An empty cell is passed over by the client, whatever outputs it had.
        cell.update(outputs=[], execution_count=None)
    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        line = f"{error.ename}: {error.evalue}"
        raise PageFailed(
            f"cell {index} of {path.name} failed, the page is unchanged\n{cell.source}\n{line}"
        ) from error
    except DeadKernelError as error:
        raise PageFailed(
            f"the kernel died in cell {index} of {path.name} (memory?), the page is unchanged"
        ) from error
