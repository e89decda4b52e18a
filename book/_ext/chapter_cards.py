"""Directives that present the chapters, made from the chapters themselves.

    ```{chapter-cards} denoising
    ```

A card for each chapter of a part: title, subtitle, reading time and teaser figure.

    ```{chapter-map}
    ```

All chapters as a tree: each below the one that it needs, as its paragraph "You need" says.
"""

import base64
import os.path
import re
from io import BytesIO
from pathlib import Path

import nbformat
import yaml
from docutils import nodes
from docutils.statemachine import StringList
from PIL import Image
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

RECORD = "application/papermill.record/image/png"
FOLDER = Path("_build") / "cards"
WIDTH, HEIGHT = 720, 360  # pixels of a card's picture


def _markdown(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def _first(pattern: str, texts: list[str], page: str) -> str:
    for text in texts:
        if found := re.search(pattern, text, re.MULTILINE | re.DOTALL):
            return " ".join(found[1].split())
    raise ValueError(f"{page} has no {pattern!r}: its card cannot be made")


def _teaser(notebook: nbformat.NotebookNode, page: str) -> bytes:
    """The figure that the chapter glues as its teaser."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name", "")
            if name.endswith("teaser") and RECORD in output.get("data", {}):
                return base64.b64decode(output["data"][RECORD])
    raise ValueError(f"{page} has no teaser figure: its card cannot be made")


def _chapters(root: Path) -> dict[str, int]:
    """The chapters in the order of the table of contents, each with the number of its part."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    return {
        entry["file"]: number
        for number, part in enumerate(toc["parts"], 1)
        for entry in part["chapters"]
        if entry["file"].startswith("book/") and "/guide/" not in entry["file"]
    }


def _needed(chapter: str, texts: list[str], chapters: list[str]) -> list[str]:
    """The chapters that a chapter's paragraph "You need" names, in their order."""
    paragraph = _first(r"\*\*You need\*\*(.+?)(?:\n\n|\Z)", texts, chapter)
    folder = Path(chapter).parent
    names = re.findall(r"\{doc\}`(?:[^`<]*<)?([^`>]+)", paragraph)
    targets = {os.path.normpath(folder / name) for name in names}
    return [file for file in chapters if file in targets]


def _card_picture(content: bytes) -> Image.Image:
    """The top of a figure, as wide as a card: its first rows say what it is about."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)))
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    card.paste(picture, (0, max(0, (HEIGHT - picture.height) // 2)))
    return card


class ChapterCards(SphinxDirective):
    """Cards of the chapters in one folder of the book, in the order of the table of contents."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A grid of cards, two beside each other where there is room."""
        root = Path(self.env.srcdir)
        folder = self.arguments[0]
        chapters = [file for file in _chapters(root) if Path(file).parent.name == folder]
        if not chapters:
            raise self.error(f"_toc.yml names no chapter in {folder!r}")
        lines = ["::::{grid} 1 1 2 2", ":gutter: 3", ""]
        for chapter in chapters:
            lines += [*self._card(root, chapter), ""]
        box = nodes.Element()
        self.state.nested_parse(StringList([*lines, "::::"], folder), 0, box)
        return box.children

    def _card(self, root: Path, chapter: str) -> list[str]:
        path = root / f"{chapter}.ipynb"
        self.env.note_dependency(str(path))
        notebook = nbformat.read(path, as_version=4)
        texts = _markdown(notebook)
        picture = root / FOLDER / f"{path.stem}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        _card_picture(_teaser(notebook, chapter)).save(picture, optimize=True)
        title = _first(r"^# ([^\n]+)", texts, chapter)
        minutes = _first(r"\*\*Time\*\* (\d+ minutes)", texts, chapter)
        return [
            f":::{{grid-item-card}} {title}",
            f":img-top: /{(FOLDER / picture.name).as_posix()}",
            f":img-alt: The teaser figure of the chapter {title}",
            f":link: /{chapter}",
            ":link-type: doc",
            "",
            _first(r"^# [^\n]+\n+\*(.+?)\*\n", texts, chapter),
            "",
            f"*{minutes} of reading*",
            ":::",
        ]


class ChapterMap(SphinxDirective):
    """The chapters as a tree of links, each under the chapter that it needs last."""

    def run(self) -> list[nodes.Node]:
        """A nested list; every entry names its part, and what else must be read before."""
        root = Path(self.env.srcdir)
        parts = _chapters(root)
        chapters = list(parts)
        links, needed, before = {}, {}, {}
        for chapter in chapters:
            texts = _markdown(nbformat.read(root / f"{chapter}.ipynb", as_version=4))
            self.env.note_dependency(str(root / f"{chapter}.ipynb"))
            title = _first(r"^# ([^\n:]+)", texts, chapter)  # as far as its colon
            links[chapter] = f"{{doc}}`{title} </{chapter}>`"
            needed[chapter] = _needed(chapter, texts, chapters)
            if later := set(needed[chapter]) - set(before):
                raise self.error(f"{chapter} needs what comes later: {sorted(later)}")
            before[chapter] = set(needed[chapter]).union(*(before[one] for one in needed[chapter]))
        lines: list[str] = []

        def add(chapter: str, indent: str) -> None:
            """A chapter, and under it those that need it last."""
            *others, last = needed[chapter] or [""]
            also = [links[one] for one in others if one not in before[last]]
            too = f" (also needs {' and '.join(also)})" if also else ""
            lines.append(f"{indent}- {links[chapter]} *part {parts[chapter]}*{too}")
            for other in chapters:
                if needed[other][-1:] == [chapter]:
                    add(other, f"{indent}  ")

        for chapter in chapters:
            if not needed[chapter]:
                add(chapter, "")
        box = nodes.container(classes=["chapter-map"])
        self.state.nested_parse(StringList(lines, "chapter-map"), 0, box)
        return [box]


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directives."""
    app.add_directive("chapter-cards", ChapterCards)
    app.add_directive("chapter-map", ChapterMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
