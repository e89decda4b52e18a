"""Keeps a recorded page although its code has changed."""

from dataclasses import asdict, replace
from pathlib import Path

from dlc_support.pages.page import find_page, page_key, read_page, write_page
from dlc_support.pages.record import Recording


def accept(page: Path | str, *, why: str) -> Recording:
    """Says that a page's outputs are what its code would give now, and stores why.

    Args:
        page: A notebook, or a short name such as `toy_2d`.
        why: The reason, such as a change of names after which the quick values are equal.

    Raises:
        ValueError: If the page was never recorded, or there is nothing to accept, or no reason.
    """
    path = find_page(page)
    notebook = read_page(path)
    if "dlc" not in notebook.metadata:
        raise ValueError(f"page must have been recorded, got {path.name}, which never was")
    recording, key = Recording(**notebook.metadata["dlc"]), page_key(notebook)
    accepted = replace(recording.accept(recording.key, key, why), key=key)
    notebook.metadata["dlc"] = asdict(accepted)
    write_page(notebook, path)
    return accepted
