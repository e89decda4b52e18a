"""What the project says about itself: one source, `pyproject.toml`, and the table of contents."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Project:
    """The facts that other files repeat.

    Attributes:
        name: Name of the distribution.
        version: Version of the package and of the book.
        repository: Address of the repository, without a slash at its end.
        book: Address of the published book.
        ref: Branch or tag that setup cells and links point to.
        python: Lower bound of Python's version.
        requirements: Requirements by group: "package" and the optional ones.
    """

    name: str
    version: str
    repository: str
    book: str
    ref: str
    python: str
    requirements: dict[str, list[str]]

    @property
    def slug(self) -> str:
        """Owner and name of the repository."""
        return self.repository.removeprefix("https://github.com/")

    def colab(self, path: str) -> str:
        """Address that opens a notebook of the repository in Colab."""
        return f"https://colab.research.google.com/github/{self.slug}/blob/{self.ref}/{path}"


def read_project(root: Path = ROOT) -> Project:
    """Reads `pyproject.toml`."""
    content = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = content["project"]
    return Project(
        name=project["name"],
        version=project["version"],
        repository=project["urls"]["Repository"].rstrip("/"),
        book=project["urls"]["Book"].rstrip("/"),
        ref=content["tool"]["course"]["ref"],
        python=re.sub(r"[^0-9.]", "", project["requires-python"]),
        requirements={
            "package": project["dependencies"],
            **project["optional-dependencies"],
        },
    )


def read_pages(root: Path = ROOT) -> list[Path]:
    """The source files of the book in the order of `_toc.yml`, relative to the root.

    Raises:
        FileNotFoundError: If an entry has no file, or one that is neither page nor notebook.
    """
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [_source(root, entry) for entry in _entries(toc)]


def _entries(node: object) -> list[str]:
    if isinstance(node, list):
        return [entry for item in node for entry in _entries(item)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("root", "file") if key in node]
    below = (node[key] for key in ("parts", "chapters", "sections", "subtrees") if key in node)
    return own + [entry for item in below for entry in _entries(item)]


def _source(root: Path, entry: str) -> Path:
    for suffix in ("", ".ipynb", ".md"):
        path = Path(entry + suffix)
        if (root / path).is_file():
            return path
    raise FileNotFoundError(f"_toc.yml names {entry!r}, and there is no such page")


def read_notebooks(root: Path = ROOT) -> list[Path]:
    """The notebooks among the pages of the book, relative to the root, without the labs.

    A lab's student version has nothing to run yet: what is proved of it, its master proves.
    """
    notebooks = [page for page in read_pages(root) if page.suffix == ".ipynb"]
    return [page for page in notebooks if page.parts[0] != "labs"]
