"""What can be said of a notebook without running it: one rule, one function.

A rule takes a notebook and returns what is wrong with it, in words.
"""

import ast
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from tools.sync import METADATA

MAX_CODE_LINES = 15  # of a cell that the reader sees
MAX_HIDDEN_LINES = 25
HIDDEN = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
MAX_BYTES = 1_500_000
MAX_WIDTH = 79
IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
PATHS = re.compile(r"(?<![\w.~:/])(/(home|work|root|tmp|content|Users|mnt|usr)/|[A-Z]:\\)")
FORBIDDEN = {
    "torch.cuda.is_available": "the device comes from the package",
    "sys.path": "the package is installed by the setup cell",
    "os.chdir": "a page stays where it is",
    "filterwarnings": "a warning is repaired, not hidden",
    "%pip": "installation stands in the setup cell only",
    "!pip": "installation stands in the setup cell only",
    "%run": "the page's key does not see the code of a file that it runs",
    "%load": "the page's key does not see the code of a file that it runs",
}

Rule = Callable[[NotebookNode], list[str]]


def code_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The code cells with their number among all cells."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield number, cell


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


def own_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """The code cells that the page's author wrote: all but the setup cell."""
    return ((number, cell) for number, cell in code_cells(notebook) if "setup" not in tags(cell))


def parsed(cell: NotebookNode) -> ast.Module:
    """The cell as Python reads it once IPython has translated its magics."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def no_error_outputs(notebook: NotebookNode) -> list[str]:
    return [
        f"cell {number} has recorded the error {output.ename}"
        for number, cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "error" and "raises-exception" not in tags(cell)
    ]


def no_stderr(notebook: NotebookNode) -> list[str]:
    return [
        f"cell {number} has recorded a warning or a progress bar: {output.text[:60]!r}"
        for number, cell in code_cells(notebook)
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    ]


def executed_in_order(notebook: NotebookNode) -> list[str]:
    counts = [cell.execution_count for _, cell in code_cells(notebook) if cell.source.strip()]
    expected = list(range(1, len(counts) + 1))
    return [] if counts == expected else [f"execution counts are {counts}, not 1, 2, 3, ..."]


def no_widget_state(notebook: NotebookNode) -> list[str]:
    problems = ["the notebook carries widget state"] if "widgets" in notebook.metadata else []
    return problems + [
        f"cell {number} shows a widget, which is dead in the built book"
        for number, cell in code_cells(notebook)
        for output in cell.outputs
        if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
    ]


def no_timestamps(notebook: NotebookNode) -> list[str]:
    return [
        f"cell {number} carries times of its execution"
        for number, cell in code_cells(notebook)
        if "execution" in cell.metadata
    ]


def small_enough(notebook: NotebookNode) -> list[str]:
    size = len(json.dumps(notebook).encode())
    return [] if size <= MAX_BYTES else [f"{size} bytes, at most {MAX_BYTES} are allowed"]


def figures_described(notebook: NotebookNode) -> list[str]:
    problems, names = [], []
    for number, cell in code_cells(notebook):
        pictures = sum(
            any(kind in output.get("data", {}) for kind in IMAGES) for output in cell.outputs
        )
        if not pictures:
            continue
        about = cell.metadata.get("mystnb", {})
        figure, image = about.get("figure", {}), about.get("image", {})
        names.append(figure.get("name", ""))
        problems += [f"cell {number} draws {pictures} figures"] * (pictures > 1)
        problems += [f"cell {number}: its figure has no name"] * (not figure.get("name"))
        problems += [f"cell {number}: its figure has no caption"] * (not figure.get("caption"))
        problems += [f"cell {number}: its figure has no alt text"] * (not image.get("alt"))
    repeated = [name for name, count in Counter(names).items() if name and count > 1]
    return problems + [f"figure name {name!r} is used twice" for name in repeated]


def prepared_for_colab(notebook: NotebookNode) -> list[str]:
    return [
        f"metadata {key!r} is {notebook.metadata.get(key)}, not {value}"
        for key, value in METADATA.items()
        if notebook.metadata.get(key) != value
    ]


def no_absolute_paths(notebook: NotebookNode) -> list[str]:
    texts = [
        (number, text)
        for number, cell in enumerate(notebook.cells)
        for text in (cell.source, *map(_printed, cell.get("outputs", [])))
    ]
    return [
        f"cell {number} names a path of one computer: {found[0]!r}"
        for number, text in texts
        if (found := PATHS.search(text))
    ]


def _printed(output: NotebookNode) -> str:
    return output.get("text", "") or str(output.get("data", {}).get("text/plain", ""))


def cells_short(notebook: NotebookNode) -> list[str]:
    problems = []
    for number, cell in code_cells(notebook):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        most = MAX_HIDDEN_LINES if _is_hidden(cell) else MAX_CODE_LINES
        if len(lines) > most:
            problems.append(f"cell {number}: {len(lines)} lines, at most {most}")
        problems += [
            f"cell {number}: a line of {len(line)} characters, at most {MAX_WIDTH}"
            for line in lines
            if len(line) > MAX_WIDTH
        ]
    return problems


def _is_hidden(cell: NotebookNode) -> bool:
    return bool(HIDDEN & set(cell.metadata.get("tags", [])))


def numbers_handed_over_out_of_sight(notebook: NotebookNode) -> list[str]:
    return [
        f"cell {number} shows glue(), which is for hidden cells"
        for number, cell in code_cells(notebook)
        if "glue(" in cell.source and not _is_hidden(cell)
    ]


def definitions(notebook: NotebookNode) -> tuple[list[str], list[str]]:
    """Names of the functions and of the classes that a page defines, outside of classes."""
    functions, classes = [], []
    for _, cell in code_cells(notebook):
        tree = parsed(cell)
        inside = {
            id(node)
            for owner in ast.walk(tree)
            if isinstance(owner, ast.ClassDef)
            for node in ast.walk(owner)
            if node is not owner
        }
        for node in ast.walk(tree):
            if id(node) in inside:
                continue
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                functions.append(node.name)
            elif isinstance(node, ast.ClassDef):
                classes.append(node.name)
    return functions, classes


def few_definitions(notebook: NotebookNode) -> list[str]:
    functions, classes = definitions(notebook)
    problems = [f"functions {functions}: at most two"] * (len(functions) > 2)
    return problems + [f"classes {classes}: at most one"] * (len(classes) > 1)


def no_machinery(notebook: NotebookNode) -> list[str]:
    return [
        f"cell {number} uses {word}: {reason}"
        for number, cell in own_cells(notebook)
        for word, reason in FORBIDDEN.items()
        if word in cell.source
    ]


def one_setup_cell(notebook: NotebookNode) -> list[str]:
    found = [number for number, cell in code_cells(notebook) if "setup" in tags(cell)]
    first = next((number for number, _ in code_cells(notebook)), None)
    return [] if found == [first] else [f"setup cells at {found}, first code cell at {first}"]


RULES: tuple[Rule, ...] = (
    no_error_outputs,
    no_stderr,
    executed_in_order,
    no_widget_state,
    no_timestamps,
    small_enough,
    figures_described,
    prepared_for_colab,
    no_absolute_paths,
    cells_short,
    numbers_handed_over_out_of_sight,
    few_definitions,
    no_machinery,
    one_setup_cell,
)
