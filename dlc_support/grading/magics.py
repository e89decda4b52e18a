"""Cells in IPython's language, with its magics (`%`, `!`, `?`), as Python.

`as_python` may take longer than quadratic time on a hostile cell: it is called in a kernel.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Cell magics that run their cell in the notebook's own namespace.
RUN_THEIR_CELL = ("time", "capture", "prun")


class Inert(NamedTuple):
    """A call that does nothing where a submission is graded.

    Attributes:
        kind: `"run_line_magic"`, `"run_cell_magic"`, `"system"`, `"getoutput"`, `"input"`, or
            another attribute of `get_ipython()`.
        name: Of the magic, else "".
        node: The call.
    """

    kind: str
    name: str
    node: ast.Call


def as_python(source: str) -> str:
    r"""What IPython makes of a cell; code behind `%time`, `%%time` and `%%capture` is in it.

    Raises:
        RuntimeError: If IPython gives up.

    Example:
        >>> print(as_python("%%time\nx = !ls\n%time y = 2"))
        x = get_ipython().getoutput('ls')
        y = 2
    """
    from IPython.core.inputtransformer2 import TransformerManager

    python = TransformerManager().transform_cell(source)
    tree = parsed(python)
    if tree is None:
        return python
    if (magic := _cell_magic(tree)) and magic.name in RUN_THEIR_CELL:
        line, cell = (argument.value for argument in magic.node.args[1:])
        return _captured(magic.name, line) + as_python(cell)
    return _with_timed_code(python, tree).rstrip("\n")


def _cell_magic(tree: ast.Module) -> Inert | None:
    """The cell magic that a cell consists of."""
    found = next(inert_calls(tree), None)
    whole = len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)
    is_it = whole and found and found.kind == "run_cell_magic" and found.node is tree.body[0].value
    return found if is_it else None


def _captured(name: str, line: str) -> str:
    """`%%capture output` gives the output a name."""
    names = [word for word in line.split() if word.isidentifier()]
    return f"{names[0]} = get_ipython().captured()\n" if name == "capture" and names else ""


def _with_timed_code(python: str, tree: ast.Module) -> str:
    """The code in place of `get_ipython().run_line_magic('time', CODE)`."""
    lines = [line.encode() for line in python.split("\n")]
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in inert_calls(tree):
        node = call.node
        if call.kind != "run_line_magic" or call.name != "time" or node.lineno != node.end_lineno:
            continue
        code = str(ast.literal_eval(node.args[1]))
        inside = f"({code})"
        replaced = code if id(node) in statements else inside
        if parsed(replaced) is not None:
            line = lines[node.lineno - 1]
            line = line[: node.col_offset] + replaced.encode() + line[node.end_col_offset :]
            lines[node.lineno - 1] = line
    return b"\n".join(lines).decode()


def inert_calls(tree: ast.Module) -> Iterator[Inert]:
    """The calls of `get_ipython().ANYTHING(...)`, and of `input` where that is Python's own."""
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} | {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("input")) if "input" not in own:
                yield Inert("input", "", node)
            case ast.Call(
                func=ast.Attribute(ast.Call(func=ast.Name("get_ipython")), kind),
                args=[ast.Constant(str(name)), *_],
            ) if kind.startswith("run_"):
                yield Inert(kind, name, node)
            case ast.Call(func=ast.Attribute(ast.Call(func=ast.Name("get_ipython")), kind)):
                yield Inert(kind, "", node)


@lru_cache(maxsize=256)
def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell, None where it is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
