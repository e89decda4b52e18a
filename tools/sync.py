"""Writes what other files repeat of `pyproject.toml`: `python -m tools.sync`.

Versions and the repository's address stand in `pyproject.toml` alone. From there come
`requirements.txt`, `environment.yml`, the addresses in every text file and notebook, the
version in `CITATION.cff`, and the badge, setup cell and metadata of each notebook.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.project import ROOT, Project, read_project

HEADER = "# Written by `make sync` from pyproject.toml.\n"
NOT_FOR_ALL = ("bm3d", "instructor")  # extras that those choose who need them
TEXTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE-TEXT",
    "_config.yml",
    "book/**/*.md",
    "labs/**/*.md",
    ".github/**/*.yml",
)
NOTEBOOKS = ("book/**/*.ipynb", "labs/**/*.ipynb")
NOT_OURS = {".ipynb_checkpoints", "private"}  # private masters of labs lie outside of git
METADATA = {
    "accelerator": "GPU",
    "colab": {"gpuType": "T4", "provenance": [], "toc_visible": True},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({address})"
SETUP = """\
try:
    import dlc_support
except ModuleNotFoundError:  # on Colab, or in a kernel without the package
    address = "git+{repository}"
    %pip install -q "{name} @ {{address}}@{ref}"
    import dlc_support

dlc_support.setup()"""


def requirements(project: Project) -> str:
    """The lower bounds of everything that the book and its tests need."""
    groups = [lines for name, lines in project.requirements.items() if name not in NOT_FOR_ALL]
    lines = sorted({line for group in groups for line in group})
    return HEADER + "\n".join(lines) + "\n"


def environment(project: Project) -> str:
    """The same for conda, which takes only Python from its own channel."""
    return (
        f"{HEADER}name: denoising-autoencoders\nchannels: [conda-forge]\ndependencies:\n"
        f"  - python>={project.python}\n  - pip\n  - pip:\n"
        "      - -r requirements.txt\n      - -c constraints.txt\n      - -e .\n"
    )


def citation(text: str, project: Project) -> str:
    """`CITATION.cff` with the version and the addresses of today."""
    values = {
        "version": project.version,
        "repository-code": f'"{project.repository}"',
        "url": f'"{project.book}"',
    }
    for key, value in values.items():
        text = re.sub(rf"^{key}: .*$", f"{key}: {value}", text, flags=re.MULTILINE)
    return text


def addresses(text: str, project: Project, former: tuple[str, str]) -> str:
    """The text with the addresses of the repository and of the book as they are now.

    Args:
        text: A page, a cell or a configuration.
        project: Where the addresses and the branch or tag come from.
        former: The addresses of repository and book that the text may still have.
    """
    repository, book = former
    slug = repository.removeprefix("https://github.com/")
    text = text.replace(repository, project.repository).replace(book, project.book)
    text = text.replace(f"/github/{slug}/", f"/github/{project.slug}/")
    links = rf"(/{re.escape(project.slug)}/(?:blob|tree|raw)/)[^/\s]+/"
    text = re.sub(links, rf"\g<1>{project.ref}/", text)
    return re.sub(
        rf"({re.escape(project.repository)}(?:\.git)?@)[\w./-]+", rf"\g<1>{project.ref}", text
    )


def notebook(content: NotebookNode, path: str, project: Project) -> None:
    """Gives a notebook its badge, its setup cell and its metadata, in place."""
    content.metadata.pop("widgets", None)
    content.metadata.update(nbformat.from_dict(METADATA))
    setup = SETUP.format(name=project.name, repository=project.repository, ref=project.ref)
    first_code = next((i for i, c in enumerate(content.cells) if c.cell_type == "code"), None)
    after_title = min(1, len(content.cells))
    _put(
        content,
        nbformat.v4.new_code_cell(setup, id="setup", metadata={"tags": ["hide-cell", "setup"]}),
        after_title if first_code is None else first_code,
    )
    # The badge is a picture from the network: it serves the notebook and stays out of the book.
    badge = BADGE.format(address=project.colab(path))
    tags = {"tags": ["colab", "remove-cell"]}
    _put(content, nbformat.v4.new_markdown_cell(badge, id="colab", metadata=tags), 0)


def _put(content: NotebookNode, cell: NotebookNode, position: int) -> None:
    tag = cell.id
    for present in content.cells:
        if tag in present.metadata.get("tags", []):
            present.update(source=cell.source, id=cell.id, metadata=cell.metadata)
            return
    content.cells.insert(position, cell)


def synced(project: Project, root: Path) -> Iterator[tuple[Path, str]]:
    """Every file that repeats something, with the text it should have."""
    yield root / "requirements.txt", requirements(project)
    yield root / "environment.yml", environment(project)
    present = (root / "CITATION.cff").read_text(encoding="utf-8")
    former = tuple(
        re.search(rf'^{key}: "(.*)"$', present, flags=re.MULTILINE)[1]
        for key in ("repository-code", "url")
    )
    yield root / "CITATION.cff", citation(present, project)
    for path in _files(root, TEXTS):
        text = path.read_text(encoding="utf-8")
        if path.name == "_config.yml":
            text = re.sub(r"(?m)^(  branch: ).*$", rf"\g<1>{project.ref}", text)
        yield path, addresses(text, project, former)
    for path in _files(root, NOTEBOOKS):
        content = nbformat.read(path, as_version=4)
        for cell in content.cells:
            cell.source = addresses(cell.source, project, former)
        notebook(content, _handed_out(path.relative_to(root)), project)
        yield path, nbformat.writes(content) + "\n"


def _handed_out(path: Path) -> str:
    """Where readers open a notebook: of a lab's master, its student version."""
    return "/".join(part for part in path.parts if part != "masters")


def _files(root: Path, patterns: tuple[str, ...]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(path for path in found if not NOT_OURS & set(path.parts))


def sync(root: Path = ROOT) -> list[Path]:
    """Brings every file up to date and returns those that changed."""
    changed = []
    for path, text in list(synced(read_project(root), root)):
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def main() -> None:
    """Brings every file up to date and names those that changed."""
    changed = sync()
    for path in changed:
        print(f"wrote {path.relative_to(ROOT)}")
    print(f"{len(changed)} files changed")


if __name__ == "__main__":
    sys.exit(main())
