"""Pages whose recorded outputs are not those of their code."""

from dataclasses import dataclass
from pathlib import Path

from dlc_support.pages.page import BOOK, page_key, pages
from dlc_support.provenance import is_embedded
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
    """The pages that were never recorded in full, or whose code has changed since.

    Args:
        folder: Where to look, `book/` of the repository where it is None.
    """
    where = folder if folder is not None else repository() / BOOK
    found = [(page, _reason(page)) for page in pages(where)]
    return [Stale(page, reason) for page, reason in found if reason]


def _reason(page: Path) -> str:
    import nbformat

    notebook = nbformat.read(page, as_version=4)
    recording = notebook.metadata.get("dlc")
    if recording is None:
        return "was never recorded"
    if recording["budget"] != "full":
        return f"was recorded at the {recording['budget']} budget"
    if is_embedded(recording["data"]):
        return "was recorded on the embedded digits"
    if recording["key"] != page_key(notebook):
        return "has other code, or uses other code of the package, than when it was recorded"
    return ""
