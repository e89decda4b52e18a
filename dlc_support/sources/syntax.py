"""What syntax trees say: prose aside, which names a statement binds, and whether that is all."""

import ast
from collections.abc import Iterable

# Calls and decorators of these names change nothing; of others in other packages it is unknown.
PURE = {
    "abstractmethod", "array", "cache", "cached_property", "classmethod", "compile",
    "contextmanager", "cycler", "dataclass", "dict", "field", "fields", "final", "float",
    "fromkeys", "frozenset", "get_paths", "inference_mode", "int", "items", "join", "keys",
    "len", "list", "log10", "lower", "lru_cache", "max", "min", "no_grad", "overload",
    "pairwise", "partial", "partition", "property", "range", "rc_context", "removeprefix",
    "removesuffix", "replace", "resolve", "rpartition", "runtime_checkable", "set", "setter",
    "sorted", "split", "staticmethod", "str", "sum", "tuple", "type", "values", "version",
    "wraps", "zip",
}  # fmt: skip
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def without_prose(tree: ast.Module) -> ast.Module:
    """Takes out docstrings, the wording of errors and warnings, and imports for type checkers."""
    return _Prose().visit(tree)


def is_word(node: ast.AST | None) -> bool:
    """True for a string that is written out."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def last_name(node: ast.AST) -> str:
    """The last part of a dotted name: `lru_cache` of `functools.lru_cache(maxsize=8)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


def bound(node: ast.AST) -> set[str]:
    """The names that a statement at the top of a module defines."""
    names, todo = set(), [node]
    while todo:
        node = todo.pop()
        if isinstance(node, DEFINITIONS):
            names.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, COMPREHENSIONS):  # their variables are their own
            walrus = (inner for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
            names |= {inner.target.id for inner in walrus}
        else:
            todo += ast.iter_child_nodes(node)
    return names


def called(node: ast.AST) -> set[tuple[str, str]] | None:
    """What is called when a statement is run: the first and the last part of dotted names.

    Decorators are called. None where it does more for certain than to call and to bind names.
    """
    if not isinstance(node, DEFINITIONS | ast.Assign | ast.AnnAssign):
        return None
    names, todo = set(), [node]
    while todo:
        node = todo.pop()
        if _stores(node) or is_registry(node):
            return None
        calls = [*getattr(node, "decorator_list", ()), *[node] * isinstance(node, ast.Call)]
        names |= {(_root(call), last_name(call)) for call in calls}
        todo += _run(node)
    return names


def is_registry(node: ast.AST) -> bool:
    """True where defining a subclass, in whatever module, may change something of its base."""
    if isinstance(node, ast.keyword):
        return node.arg == "metaclass" and last_name(node.value) != "ABCMeta"
    hook = isinstance(node, ast.FunctionDef) and node.name == "__init_subclass__"
    return hook and not only_returns(node)


def _run(node: ast.AST) -> Iterable[ast.AST]:
    """What is evaluated with a node: of a function decorators and defaults, not the body."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return ast.iter_child_nodes(node)
    defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    return [*getattr(node, "decorator_list", ()), *defaults]


def only_returns(function: ast.FunctionDef) -> bool:
    """True for a function that writes into nothing but what it has made itself."""
    own = _assigned(function) | {"super"}
    return not any(
        isinstance(node, ast.Global)
        or (_stores(node) and _root(node) not in own)
        or (isinstance(node, ast.Expr) and _is_call_of_other(node.value, own))
        for node in ast.walk(function)
    )


def _is_call_of_other(node: ast.AST, own: set[str]) -> bool:
    return isinstance(node, ast.Call) and _root(node) not in own


def _assigned(node: ast.AST) -> set[str]:
    names = (inner for inner in ast.walk(node) if isinstance(inner, ast.Name))
    return {name.id for name in names if not isinstance(name.ctx, ast.Load)}


def _stores(node: ast.AST) -> bool:
    """True where something is written into an object."""
    return isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "")


class _Prose(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if is_word(node.value) else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.AST]:
        self.generic_visit(node)
        return node.orelse if last_name(node.test) == "TYPE_CHECKING" else node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return _Wording().visit(self.generic_visit(node))

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.msg = None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return _Wording().visit(node) if last_name(node) == "warn" else node


class _Wording(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("") if is_word(node) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return ast.Constant("")
