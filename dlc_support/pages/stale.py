"""Pages whose recorded outputs are not those of their code."""

from dataclasses import dataclass
from pathlib import Path

from dlc_support.pages.page import BOOK, page_key, pages, read_page
from dlc_support.pages.record import Recording
from dlc_support.repository import repository


@dataclass(frozen=True)
class Stale:
    """A page that must be recorded again.

    Attributes:
        page: The notebook.
        reason: Why, in words.
    """

    page: Path
    reason: str


def stale_pages(folder: Path | None = None) -> list[Stale]:
    """The pages that were never recorded in full, or by other code than is here.

    Args:
        folder: Where to look, `book/` of the repository where it is None.
    """
    where = folder if folder is not None else repository() / BOOK
    found = [(page, _reason(page)) for page in pages(where)]
    return [Stale(page, reason) for page, reason in found if reason]


def _reason(page: Path) -> str:
    notebook = read_page(page)
    if "dlc" not in notebook.metadata:
        return "was never recorded"
    recording = Recording(**notebook.metadata["dlc"])
    if recording.budget != "full":
        return f"was recorded at the {recording.budget} budget"
    if recording.embedded:
        return "was recorded on the embedded digits"
    if recording.key != page_key(notebook):
        return "has other code, or uses other code of the package, than when it was recorded"
    if recording.other_code:
        return f"was recorded from weights of other code: {'; '.join(recording.other_code)}"
    return ""
