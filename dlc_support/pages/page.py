"""A page: a notebook of the book, and the key of its code."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlc_support.files import write_whole
from dlc_support.repository import repository
from dlc_support.sources import code_key

if TYPE_CHECKING:
    from nbformat import NotebookNode

BOOK = "book"


def pages(folder: Path) -> list[Path]:
    """The notebooks below a folder, sorted."""
    found = sorted(folder.rglob("*.ipynb"))
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]


def find_page(page: Path | str) -> Path:
    """The notebook that a reader means: a path, or a short name such as `toy_2d`.

    Raises:
        ValueError: If there is no such page, or more than one; the message lists the pages.
    """
    path = Path(page)
    if path.suffix == ".ipynb" and path.is_file():
        return path.absolute()
    book = repository() / BOOK
    there = pages(book)
    wanted = path.with_suffix("").parts
    found = [one for one in there if one.with_suffix("").parts[-len(wanted) :] == wanted]
    if len(found) != 1:
        names = [one.relative_to(book).with_suffix("").as_posix() for one in there]
        raise ValueError(f"page must be one of {names}, got {str(page)!r}")
    return found[0]


def read_page(path: Path) -> "NotebookNode":
    """A notebook, in the format's fourth version; a byte-order mark does no harm."""
    import nbformat

    return nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)


def write_page(notebook: "NotebookNode", path: Path) -> None:
    """Writes a notebook whole or not at all."""
    import nbformat

    write_whole(path, nbformat.writes(notebook) + "\n")


def page_key(notebook: "NotebookNode") -> str:
    """The key of a page's code cells, and of what they reach in the package.

    The setup cell does not count: a release rewrites it on every page.
    """
    cells = [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and "setup" not in tags(cell)
    ]
    return code_key(*map(_plain, cells))


def tags(cell: Any) -> list[str]:  # noqa: ANN401 - nbformat's nodes have no class of their own
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


def _plain(code: str) -> str:
    """A cell as Python: magics and shell commands as calls with their text."""
    lines = code.splitlines()
    if lines and lines[0].lstrip().startswith("%%"):
        return f"magic({code!r})"
    return "\n".join(map(_plain_line, lines))


def _plain_line(line: str) -> str:
    command = line.lstrip()
    if not command.startswith(("%", "!")):
        return line
    return f"{line[: len(line) - len(command)]}magic({command!r})"
