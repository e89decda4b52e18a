"""The directive `chapter-cards`: a card for each chapter of a part, made from the chapter itself.

    ```{chapter-cards} denoising
    ```

Title, subtitle, reading time and teaser figure come from the notebook as it is recorded.
"""

import base64
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
        toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
        files = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
        chapters = [file for file in files if Path(file).parent.name == self.arguments[0]]
        if not chapters:
            raise self.error(f"_toc.yml names no chapter in {self.arguments[0]!r}")
        lines = ["::::{grid} 1 1 2 2", ":gutter: 3", ""]
        for chapter in chapters:
            lines += [*self._card(root, chapter), ""]
        box = nodes.Element()
        self.state.nested_parse(StringList([*lines, "::::"], self.arguments[0]), 0, box)
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


def setup(app: Sphinx) -> dict[str, bool]:
    """Registers the directive."""
    app.add_directive("chapter-cards", ChapterCards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
