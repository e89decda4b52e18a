"""A small lab for the tests of the tools: three tasks on lists of numbers."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from dlc_support.grading.build import SEEN

STATEMENT = """\
## {title}

●○○, 5 minutes, 4 points. {text}

<details>
<summary>Hint</summary>

One line is enough.
</details>"""

ANSWERS = {
    "double": """\
def double(values):
    \"\"\"Every number twice as large: array (n,) to array (n,).\"\"\"
    ### BEGIN SOLUTION
    return values * 2
    ### END SOLUTION""",
    "centre": """\
def centre(values):
    \"\"\"The numbers less their mean: array (n,) to array (n,).\"\"\"
    ### BEGIN SOLUTION
    return values - values.mean()
    ### END SOLUTION""",
    "jitter": """\
def jitter(values, rng):
    \"\"\"The numbers with noise N(0, 0.1^2), drawn from rng.\"\"\"
    ### BEGIN SOLUTION
    return values + 0.1 * rng.standard_normal(values.shape)
    ### END SOLUTION""",
}

VISIBLE = {
    "double": """\
given = np.array([1.0, 2.0])
returned = double(given.copy())
assert returned.shape == (2,), f"double of 2 numbers has {returned.shape}"
assert np.allclose(returned, [2, 4]), f"double([1, 2]) is {returned}"
""",
    "centre": """\
given = np.array([1.0, 3.0])
returned = centre(given.copy())
assert returned.shape == (2,), f"centre of 2 numbers has {returned.shape}"
assert np.allclose(returned, [-1, 1]), f"centre([1, 3]) is {returned}"
""",
    "jitter": """\
returned = jitter(np.zeros(3), np.random.default_rng(0))
assert returned.shape == (3,), f"jitter of 3 numbers has {returned.shape}"
assert (returned != 0).all(), "jitter changed nothing"
assert (abs(returned) < 1).all(), f"noise of 0.1 makes {returned} of 0"
""",
}

HIDDEN = {
    "double": """\
# Hidden tests
### BEGIN HIDDEN TESTS
import numpy as np
start = 5  # variant: 2 to 900
y = double(np.arange(start, start + 4.0))
assert isinstance(y, np.ndarray) and y.shape == (4,), "shape"
assert np.abs(y - 2 * np.arange(start, start + 4.0)).max() < 1e-9, "values"
### END HIDDEN TESTS""",
    "centre": """\
# Hidden tests
### BEGIN HIDDEN TESTS
secret = 777001  # variant: 700000 to 799999
given = np.random.default_rng(secret).normal(3.0, 2.0, 50)
kept = given.copy()
y = np.asarray(centre(given), dtype=float)
assert (given == kept).all(), "in place"
assert y.shape == (50,) and np.abs(y - (kept - kept.mean())).max() < 1e-9
### END HIDDEN TESTS""",
    "jitter": """\
# Hidden tests
### BEGIN HIDDEN TESTS
### BEGIN KERNEL
seed = 41  # variant: 1 to 9999
given = np.linspace(0, 1, 1000)
probe = dict(
    first=jitter(given.copy(), np.random.default_rng(seed)),
    again=jitter(given.copy(), np.random.default_rng(seed)))
### END KERNEL
import numpy as np
first, again = probe["first"], probe["again"]
assert first.shape == again.shape == (1000,)
assert (first == again).all(), "the generator is ignored"
noise = first - np.linspace(0, 1, 1000)
assert abs(noise.mean()) < 0.02 and 0.08 < noise.std() < 0.12
### END HIDDEN TESTS""",
}


def marks(grade_id: str, **kinds: object) -> dict:
    """nbgrader's metadata of a cell."""
    base = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {**base, "grade_id": grade_id, "schema_version": 3, **kinds}}


def task_cells(name: str) -> list:
    """The five cells of a task."""
    statement = STATEMENT.format(title=f"Task: {name}", text=f"Write `{name}`.")
    check = {"grade": True, "locked": True}
    visible = f"# Check of {name}, 1 point\n{VISIBLE[name]}"
    return [
        new_markdown_cell(
            statement,
            id=f"{name}-statement",
            metadata=marks(f"{name}-statement", locked=True),
        ),
        new_code_cell(ANSWERS[name], id=name, metadata=marks(name, solution=True)),
        new_code_cell(
            visible,
            id=f"{name}-visible",
            metadata=marks(f"{name}-visible", points=0, **check),
        ),
        new_code_cell(
            f"{SEEN}\n### BEGIN HIDDEN TESTS\n{visible.strip()}\n### END HIDDEN TESTS",
            id=f"{name}-seen",
            metadata=marks(f"{name}-seen", points=1, **check),
        ),
        new_code_cell(
            HIDDEN[name],
            id=f"{name}-hidden",
            metadata=marks(f"{name}-hidden", points=3, **check),
        ),
    ]


def notebook() -> nbformat.NotebookNode:
    """The master of the lab `tiny`."""
    cells = [
        new_markdown_cell("# A tiny lab", id="title"),
        new_markdown_cell("", id="points", metadata={"tags": ["points-table"]}),
        new_code_cell("import numpy as np", id="imports"),
    ]
    for name in ANSWERS:
        cells += task_cells(name)
    return new_notebook(cells=cells)


def write_master(folder: Path) -> Path:
    """Writes the master and returns its path."""
    path = folder / "tiny.ipynb"
    nbformat.write(notebook(), path)
    return path
