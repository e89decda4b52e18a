"""Reads a submission's cells as Jupyter reads them, within walls, before any of them runs."""

import ast
from collections.abc import Collection, Sequence
from dataclasses import replace

from dlc_support.grading.kernel import Launch
from dlc_support.grading.magics import inert_calls, parsed
from dlc_support.grading.notebook import Cell
from dlc_support.grading.sandbox import Kind, Limits
from dlc_support.grading.session import Session
from dlc_support.grading.values import decode

SECONDS = 2  # of the processor for a cell; by the clock, on a busy computer, five times as long
IN_ALL = 60  # seconds for all cells of a notebook
# Magics without which a cell does the same: of display, timing, installing, asking.
HARMLESS = {
    "automagic", "autoreload", "cd", "conda", "config", "debug", "doctest_mode", "env", "file",
    "history", "html", "HTML", "javascript", "js", "latex", "load_ext", "ls", "lsmagic", "mamba",
    "markdown", "matplotlib", "pdb", "pdoc", "pfile", "pinfo", "pinfo2", "pip", "precision",
    "prun", "psearch", "psource", "pwd", "reload_ext", "svg", "SVG", "tb", "tensorboard", "time",
    "timeit", "uv", "who", "who_ls", "whos", "writefile", "xmode",
}  # fmt: skip
SHELLS = ("system", "getoutput", "getoutput_pexpect")
# The timer's signal ends the process.
READ = """\
import signal
from dlc_support.grading.magics import as_python
signal.setitimer(signal.ITIMER_PROF, {seconds})
probe = as_python({source!r})
signal.setitimer(signal.ITIMER_PROF, 0)
"""
UNREAD = "a cell that Jupyter takes long to read was left out"
DROPPED = "what is not Python was left out"
SHELL = "shell commands are not run"
TIMED = "a cell that %%timeit times defines nothing"
USED = "uses what a shell, input() or a magic would give, which is nothing here"


def as_jupyter_does(cells: Sequence[Cell], kind: Kind, known: Collection[str] = ()) -> list[Cell]:
    """Cells with their Python where they are not Python already.

    IPython's own reading is slower than quadratic on hostile cells, so it happens within walls; a
    cell that takes more than 2 s is left empty.

    Args:
        cells: All cells of a notebook.
        kind: The walls.
        known: Texts that need no reading: a lab's own cells. Its setup cell installs with a
            magic, and a process of its own for that would be most of what reading costs.
    """
    foreign = {
        c.source
        for c in cells
        if c.kind == "code" and c.source.strip() not in known and parsed(c.source) is None
    }
    if not foreign:
        return list(cells)
    limits = Limits(timeout=5 * SECONDS, wall=IN_ALL, memory=512)
    with Session(Launch(kind, limits, ["dlc_support.grading.magics", "IPython"])) as session:
        python = {source: _python(source, session) for source in sorted(foreign)}
    return [
        replace(cell, python=python[cell.source])
        if cell.kind == "code" and cell.source in foreign
        else cell
        for cell in cells
    ]


def _python(source: str, session: Session) -> str:
    outcome = session.probe(READ.format(seconds=SECONDS, source=source))
    python = decode(outcome.probe) if outcome.ok else ""
    return python if isinstance(python, str) else ""


def left_out(cell: Cell) -> bool:
    """True for a cell that could not be read in time."""
    return cell.python == "" and bool(cell.source.strip())


def inert(python: Sequence[str]) -> set[str]:
    """The names in cells that hold what a shell, `input()` or a magic would give."""
    trees = [tree for source in python if (tree := _suspicious(source)) is not None]
    found: set[str] = set()
    for _ in range(2):
        for tree in trees:
            calls = {id(call.node) for call in inert_calls(tree)}
            for node in ast.walk(tree):
                binds = isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
                if binds and node.value and _holds(node.value, calls, found):
                    found |= _stored(node)
    return found


def remarks(python: str, names: set[str], *, answer: bool) -> tuple[list[str], bool]:
    """What a teacher is told of a cell's magics, and whether to look at it.

    Args:
        python: The cell.
        names: Of values that are not there, as `inert` found them.
        answer: True for the answer of a task, which may not use such a value.
    """
    tree = _suspicious(python) or (parsed(python) if names and answer else None)
    if tree is None:
        return [], False
    calls = list(inert_calls(tree))
    dropped = any(c.kind.startswith("run_") and c.name not in HARMLESS for c in calls)
    used = answer and _uses(tree, {id(call.node) for call in calls}, names)
    said = [
        (dropped, DROPPED),
        (used, USED),
        (any(c.kind in SHELLS for c in calls), SHELL),
        (any(c[:2] == ("run_cell_magic", "timeit") for c in calls), TIMED),
    ]
    return [text for happens, text in said if happens], dropped or used


def _suspicious(python: str) -> ast.Module | None:
    return parsed(python) if "get_ipython" in python or "input" in python else None


def _uses(tree: ast.Module, calls: set[int], names: set[str]) -> bool:
    """Whether a value that is not there goes anywhere but into a name or nowhere."""
    kept = (ast.Expr, ast.Assign, ast.AnnAssign)
    idle = {id(node.value) for node in ast.walk(tree) if isinstance(node, kept) and node.value}
    for node in ast.walk(tree):
        if id(node) in calls and id(node) not in idle:
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            return True
    return False


def _holds(value: ast.expr, calls: set[int], names: set[str]) -> bool:
    return any(
        id(node) in calls or (isinstance(node, ast.Name) and node.id in names)
        for node in ast.walk(value)
    )


def _stored(node: ast.stmt | ast.expr) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = (one for target in targets for one in ast.walk(target))
    return {one.id for one in names if isinstance(one, ast.Name)}
