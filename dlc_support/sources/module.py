"""Modules taken apart, without importing them: what names stand for, and what code mentions."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import starmap
from pathlib import Path

from dlc_support.sources import files
from dlc_support.sources.syntax import (
    PURE,
    bound,
    called,
    is_registry,
    is_word,
    only_returns,
    without_prose,
)

Names = tuple[str, ...]  # a dotted name; empty: any name of a module
# A module, what is reached of it (None: it is imported), and the literal that this is called with.
Reached = tuple[str, Names | None, str | None]
IMPORTERS = {"import_module", "__import__", "resolve_name", "__subclasses__"}
OWN_NAMES = {"globals", "eval", "exec"}  # reach any name of the module that they are in
# Syntax trees differ between versions of Python in these, not in what the code means.
IGNORED = {"kind", "ctx", "type_comment", "type_ignores", "type_params"}


class Module:
    """A module of the package, or (with an empty name) pieces of code that use it.

    Attributes:
        statements: All statements but imports.
        bound: Those that define a name, by the name.
        functions: Functions and methods, by the name.
        aliases: What an imported name stands for: a module, and a name inside.
        loads: What is imported with the module.
    """

    def __init__(self, name: str, trees: Iterable[ast.Module]) -> None:
        self.name = name
        self.statements: list[Statement] = []
        self.bound: dict[str, list[Statement]] = {}
        self.functions: dict[str, list[ast.FunctionDef]] = {}
        self.aliases: dict[str, list[tuple[str, Names]]] = {}
        self.loads: list[Reached] = [(name.rpartition(".")[0], None, None)] if "." in name else []
        for tree in map(without_prose, trees):
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    self.functions.setdefault(node.name, []).append(node)
                for alias, target in _imported(node):
                    self.aliases.setdefault(alias, []).append(target)
            for node in tree.body if name else [tree]:
                self._take(node)

    def _take(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self.loads += _loaded(node)
            return
        names, statement = bound(node), Statement(node)
        if names == {"__all__"}:  # a star takes all there is
            return
        self.statements.append(statement)
        for name in names:
            self.bound.setdefault(name, []).append(statement)

    def effects(self) -> list["Statement"]:
        """The statements that do more than to bind names when the module is imported."""
        return [
            statement
            for statement in self.statements
            if statement.called is None or not all(starmap(self._is_pure, statement.called))
        ]

    def _is_pure(self, root: str, name: str) -> bool:
        """True for what only returns something, as far as that is known: classes do."""
        functions = self.named(name)
        for origin, inside in self.aliases.get(root, ()) if root != name else ():
            where = ".".join((origin, *inside))
            if files.ours(where) and files.find(where):
                functions += module(where).named(name)
        known = name in PURE or name.lstrip("_")[:1].isupper()
        return all(map(only_returns, functions)) if functions else known

    def named(self, name: str) -> list[ast.FunctionDef]:
        """The functions and methods of the package that a name may stand for here."""
        found = list(self.functions.get(name, ()))
        for origin, inside in self.aliases.get(name, ()):
            if inside and files.ours(origin):
                found += module(origin).named(inside[0])
        return found

    def binds(self, name: str) -> bool:
        """True for a name that is defined here, or imported."""
        return name in self.bound or name in self.aliases

    def aliased(self, names: Names, literal: str | None) -> Iterator[Reached]:
        """What a dotted name that begins with an imported one stands for."""
        for origin, inside in self.aliases[names[0]]:
            yield origin, inside + names[1:], literal

    def reached(
        self, statements: Iterable["Statement"], *, loading: bool = False
    ) -> Iterator[Reached]:
        """What statements of this module mention and import.

        Args:
            statements: Statements.
            loading: The names of files and modules are variables here, as those who call know.
        """
        for statement in statements:
            yield from statement.loads
            for names, literal in statement.uses:
                said = "" if loading else literal
                meant = list(self.aliased(names, said)) if names[0] in self.aliases else []
                yield from meant
                spelled = [names, *((*origin.split("."), *inside) for origin, inside, _ in meant)]
                if not loading and any(map(_imports_by_name, spelled)):
                    yield from _any_module(literal)
                if self.name and names[0] in self.bound:
                    yield self.name, names, said
                if self.name and names[0] in OWN_NAMES:
                    yield self.name, (), None


class Statement:
    """A statement: its text, the names that it mentions, and what it imports inside."""

    def __init__(self, node: ast.AST) -> None:
        self.node = node

    @cached_property
    def text(self) -> str:
        """The syntax tree in words, without positions."""
        return _text(self.node)

    @cached_property
    def called(self) -> set[tuple[str, str]] | None:
        """The names that it calls when it is run; None where it does more for certain."""
        return called(self.node)

    @cached_property
    def uses(self) -> frozenset[tuple[Names, str | None]]:
        """Dotted names, each with the literal that it is called with."""
        uses = _Uses()
        uses.visit(self.node)
        return frozenset(uses.found)

    @cached_property
    def loads(self) -> list[Reached]:
        """The modules that are imported inside."""
        return [found for node in ast.walk(self.node) for found in _loaded(node)]


def module(name: str) -> Module:
    """A module of the package, taken apart.

    Raises:
        ModuleNotFoundError: If there is none of this name.
    """
    file = files.find(name)
    if file is None:
        raise ModuleNotFoundError(f"there is no module {name}", name=name)
    return _parsed(name, file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1000)
def _parsed(name: str, file: Path, changed: int) -> Module:
    return Module(name, [ast.parse(file.read_text(encoding="utf-8"))])


class _Uses(ast.NodeVisitor):
    """Collects dotted names; one that does not begin with a name begins with an empty one."""

    def __init__(self) -> None:
        self.found: set[tuple[Names, str | None]] = set()

    def _use(self, node: ast.AST, literal: str | None = None) -> None:
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            names.insert(0, node.id)
        else:
            self.visit(node)
            names.insert(0, "")
        self.found.add((tuple(names), literal))

    visit_Name = visit_Attribute = _use

    def visit_Call(self, node: ast.Call) -> None:
        first = node.args[0] if node.args else None
        self._use(node.func, first.value if is_word(first) else None)
        for inner in (*node.args, *node.keywords):
            self.visit(inner)

    def visit_Compare(self, node: ast.Compare) -> None:
        for inner in (node.left, *node.comparators):
            if ast.unparse(inner) != "sys.modules":  # it is only asked what has been imported
                self.visit(inner)

    def visit_Constant(self, node: ast.Constant) -> None:
        if is_word(node) and re.fullmatch(rf"{files.PACKAGE}(\.\w+)+\.?", node.value):
            self.found.add((("import_module",), node.value))

    def generic_visit(self, node: ast.AST) -> None:
        if is_registry(node):
            self.found.add((("__subclasses__",), None))
        super().generic_visit(node)


def _imports_by_name(names: Names) -> bool:
    return names[-1] in IMPORTERS or names[:2] == ("sys", "modules")


def _any_module(literal: str | None) -> Iterator[Reached]:
    """What is imported by the name in a string; the whole package where it is a variable."""
    if literal is None or files.ours(literal):
        inside = (literal or files.PACKAGE).rstrip(".").split(".")[1:]
        yield files.PACKAGE, tuple(inside), None


def _imported(node: ast.AST) -> Iterator[tuple[str, tuple[str, Names]]]:
    """What an import binds: a name, and what it stands for."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or name, (name, ())
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, (node.module or "", (alias.name,))


def _loaded(node: ast.AST) -> Iterator[Reached]:
    """The modules of the package that an import runs; with a star, all of one is reached."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, None, None) for alias in node.names if files.ours(alias.name))
    elif isinstance(node, ast.ImportFrom) and files.ours(node.module or ""):
        yield node.module, () if node.names[0].name == "*" else None, None
        inside = (f"{node.module}.{alias.name}" for alias in node.names)
        yield from ((name, None, None) for name in inside if files.find(name))


def _text(node: object) -> str:
    if isinstance(node, list):
        return "[" + ",".join(map(_text, node)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = ((name, value) for name, value in ast.iter_fields(node) if name not in IGNORED)
    inside = ",".join(
        f"{name}={_text(value)}" for name, value in fields if value not in (None, [])
    )
    return f"{type(node).__name__}({inside})"
